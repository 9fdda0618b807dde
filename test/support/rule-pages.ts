import { rulePage, rulesIndex } from '../../src/core/rules/page.js';
import { allRules } from '../../src/core/rules/run.js';

/** Files of docs/rules by name, as the rules say them now. */
export function pages(): { readonly [name: string]: string } {
  return Object.fromEntries([['README.md', rulesIndex(allRules)], ...allRules.map((rule) => [`${rule.code}.md`, rulePage(rule)] as const)]);
}
