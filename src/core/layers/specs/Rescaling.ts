import { defineLayer, inert } from '../define.js';

export default defineLayer({ type: 'Rescaling', summary: 'Multiplies all values by a number and adds another.', params: { scale: inert(), offset: inert(0) } });
