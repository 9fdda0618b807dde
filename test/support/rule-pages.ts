import { specs } from '../../src/core/rules/mistakes.generated.js';
import { mistakePage, rulePage, rulesIndex } from '../../src/core/rules/page.js';
import { allRules } from '../../src/core/rules/run.js';

/** Files of docs/rules by name, as the rules say them now. */
export function pages(): { readonly [name: string]: string } {
  const mistakes = Object.values(specs);
  return Object.fromEntries([['README.md', rulesIndex(allRules, mistakes)], ...allRules.map((rule) => [`${rule.code}.md`, rulePage(rule)] as const), ...mistakes.map((mistake) => [`${mistake.code}.md`, mistakePage(mistake)] as const)]);
}
