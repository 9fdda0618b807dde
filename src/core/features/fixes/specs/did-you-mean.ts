import { defineFix } from '../define.js';

/** A misspelt name that Keras looks up (an optimizer, a loss, a metric, an argument): the one that the message thinks of. */
export default defineFix({
  codes: ['argument-choice', 'argument-unknown', 'unknown-attribute', 'unknown-loss', 'unknown-metric', 'unknown-optimizer'],
  *candidates({ text }, { message, span, fixes = [] }) {
    const [, quoted, plain, meant] = /(?:"([^"]*)"|(\w+))\. Did you mean "?(\w+)"?\?/.exec(message) ?? [];
    const wrong = quoted ?? plain;
    if (fixes.length > 0 || wrong === undefined || meant === undefined) return;
    const written = wrong.replace(/\W/g, '\\$&');
    const [here, ...others] = text.slice(span.from, span.to).matchAll(new RegExp(quoted === undefined ? `(?<!\\w)${written}(?!\\w)` : `(?<=(["']))${written}(?=\\1)`, 'g'));
    // An argument's name stands first; anything else that is there twice may be something else once.
    if (!here || (others.length > 0 && here.index > 0)) return;
    const from = span.from + here.index;
    yield { title: `Change ${wrong} to ${meant}`, edits: [{ span: { from, to: from + wrong.length }, text: meant }] };
  },
});
