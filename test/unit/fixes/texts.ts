import { analyze } from '../../../src/core/analyze.js';
import { applyEdits } from '../../../src/core/features/fixes/edits.js';
import { type Offer, offersAt } from '../../../src/core/features/fixes/offer.js';
import { type Case, cases } from './cases.js';

export interface Offered {
  readonly text: string;
  readonly offers: readonly (Offer & { readonly fixed: string })[];
}

/** What is offered in a case: at its mark, else at its first error. */
export function offered(one: Case): Offered {
  const text = one.text.replace('¦', '');
  const analysis = analyze(text);
  const mark = one.text.indexOf('¦');
  const error = analysis.diagnostics.find(({ severity }) => severity === 'error');
  const place = mark >= 0 ? { from: mark, to: mark } : error?.span;
  const offers = place ? offersAt(text, analysis, place) : [];
  return { text, offers: offers.filter(({ diagnostic, title }) => (!diagnostic || diagnostic.severity === 'error') && !title.startsWith('Silence')).map((offer) => ({ ...offer, fixed: applyEdits(text, offer.edits) })) };
}

/** Every case after each of its offers. */
export const allTexts = (): string[] => cases.flatMap((one) => offered(one).offers.map(({ fixed }) => fixed));
