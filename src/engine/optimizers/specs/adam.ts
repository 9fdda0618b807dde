import { adam } from '../adam.js';

export default adam('Adam', {});
