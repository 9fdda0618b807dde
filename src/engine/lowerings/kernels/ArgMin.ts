import { argument } from '../argument.js';

export default argument('ArgMin');
