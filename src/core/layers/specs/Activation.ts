import { defineLayer, requiredActivation } from '../define.js';

export default defineLayer({
  type: 'Activation',
  summary: 'Applies a function to every value.',
  params: { activation: requiredActivation() },
});
