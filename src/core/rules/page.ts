/** Documentation that is written from the rules themselves. */
import type { Rule } from './define.js';
import type { Mistake } from './mistake.js';

const code = (source: string): string => `\`\`\`python\n${source}\n\`\`\``;

interface Page extends Pick<Rule, 'code' | 'summary' | 'why' | 'bad' | 'good'> {
  readonly shownAs: string;
  /** A sentence that follows how it is switched off. */
  readonly louder?: string;
}

function page({ code: name, shownAs, summary, why, bad, good, louder }: Page): string {
  return [
    `# ${name}`,
    '',
    summary,
    '',
    `Shown as: ${shownAs}.`,
    '',
    '## Why',
    '',
    why,
    '',
    '## Found',
    '',
    code(bad),
    '',
    '## Better',
    '',
    code(good),
    '',
    '## Switching it off',
    '',
    `On one line: \`# convlens: ignore[${name}]\`. In a project: \`${name} = "off"\` under \`[tool.convlens.rules]\` in \`pyproject.toml\`. For yourself: \`"convlens.rules": { "${name}": "off" }\` in the editor's settings.${louder ? ` ${louder}` : ''}`,
    '',
    '[All rules](README.md)',
    '',
  ].join('\n');
}

/** The page of one rule, as Markdown. */
export const rulePage = (rule: Rule): string => page({ ...rule, shownAs: `${rule.severity}${rule.optIn ? ', and only where it is switched on' : ''}`, louder: 'Instead of `off`, `hint`, `info` and `warning` choose how loudly it speaks.' });

/** The page of one mistake, as Markdown. */
export const mistakePage = (mistake: Mistake): string => page({ ...mistake, shownAs: mistake.severity });

/** The tables of all rules and mistakes, as Markdown. */
export function rulesIndex(rules: readonly Rule[], mistakes: readonly Mistake[]): string {
  return [
    '# Rules',
    '',
    'Advice on models that Keras builds without complaint; below it what Keras itself rejects. Advice is never an error; each rule can be switched off, or made quieter or louder, by a comment, in `pyproject.toml` and in the editor\'s settings. Where something is not known, nothing is said.',
    '',
    'Many are in the spirit of two published linters: NeuraLint (Nikanjam, Ben Braiek, Morovati & Khomh 2021, "Automatic Fault Detection for Deep Learning Programs Using Graph Transformations") and UMLAUT (Schoop, Huang & Hartmann 2021, "UMLAUT: Debugging Deep Learning Programs using Program Structure and Model Behavior").',
    '',
    '| rule | shown as | looks for |',
    '|---|---|---|',
    ...rules.map(({ code: name, severity, optIn, summary }) => `| [${name}](${name}.md) | ${severity}${optIn ? ' (opt-in)' : ''} | ${summary} |`),
    '',
    '## What Keras rejects',
    '',
    'An error is what Keras 3.15 refuses; a warning is what it takes and what then does something else than was meant, or what an older Keras took. Each example was run in real Keras.',
    '',
    '| code | shown as | what |',
    '|---|---|---|',
    ...mistakes.map(({ code: name, severity, summary }) => `| [${name}](${name}.md) | ${severity} | ${summary} |`),
    '',
    'These pages are written from the rules by `node --import tsx scripts/rules.mjs`.',
    '',
  ].join('\n');
}
