import { binary } from '../elementwise.js';

export default binary('Max');
