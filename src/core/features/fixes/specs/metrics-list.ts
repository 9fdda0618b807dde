import { defineFix } from '../define.js';

/** One metric by its name, where Keras takes a list of them only. */
export default defineFix({
  codes: ['argument-type'],
  *candidates({ text, written }, { message, span }) {
    if (!message.startsWith('metrics must be a list')) return;
    const argument = [...written.list()].flatMap((call) => call.arguments).find(({ from, to }) => from === span.from && to === span.to);
    if (!argument) return;
    const value = text.slice(argument.valueFrom, argument.valueTo);
    yield { title: `Write [${value}]`, edits: [{ span: { from: argument.valueFrom, to: argument.valueTo }, text: `[${value}]` }] };
  },
});
