import type { Diagnostic, Fix } from '../analysis.js';
import type { Span } from '../graph/types.js';
import type { RuleContext, TrainedModel } from './context.js';
import type { GraphView } from './graph-view.js';

/** How loudly a rule speaks. Advice is never an error: what Keras rejects is found by the analysis itself. */
export type Severity = 'warning' | 'info' | 'hint';

/** One place where a rule has something to say. */
export interface Finding {
  readonly span: Span | null;
  /** What was expected, what was found, what to do next, in one sentence or two. */
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: Diagnostic['related'];
  /**
   * The layer that the finding is about. One constructor call in a loop or helper makes several layers: then the finding is
   * shown only where it holds for each of them.
   */
  readonly layer?: string;
}

/** One piece of advice: its reason, its examples, its check. */
export interface Rule {
  /** Kebab-case and stable: settings, comments and pages refer to it. */
  readonly code: string;
  readonly severity: Severity;
  /** True for advice that is disputed: it is given only to those who switch it on. */
  readonly optIn?: boolean;
  /** The page's first sentence: what is looked for. */
  readonly summary: string;
  /** Why it matters, with the source of the claim. */
  readonly why: string;
  /**
   * Code after `import keras` and `from keras import layers`. Carets in a comment below a line mark where the rule finds
   * something in `bad`; in `good` it finds nothing. Real Keras accepts both.
   */
  readonly bad: string;
  readonly good: string;
  /** More code in which the rule must find nothing: what looks like the mistake and is none. */
  readonly alsoGood?: readonly string[];
  /** Types of layers without any of which a graph has nothing for `ofGraph` to find: most graphs need then not be looked at. */
  readonly needs?: readonly string[];
  /** Looks at one graph; what it finds must follow from the graph, and from the text where its layers stand. */
  ofGraph?(view: GraphView, context: RuleContext): Iterable<Finding>;
  /** Looks at how one model is trained; likewise. */
  ofTrained?(trained: TrainedModel, context: RuleContext): Iterable<Finding>;
  /** Looks at the text as a whole. */
  ofText?(context: RuleContext): Iterable<Finding>;
}

export function defineRule(rule: Rule): Rule {
  return rule;
}
