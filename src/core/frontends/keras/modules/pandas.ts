import { defineModule } from '../../python/modules.js';
import { RawNative } from '../../python/native.js';
import { readCsv } from '../data/table-value.js';

/** Of pandas only the reading of CSV files is modelled: it is where the names and labels of images stand. */
export default defineModule({
  names: ['pandas'],
  functions: [new RawNative('read_csv(filepath_or_buffer, *args, **kwargs)', readCsv)],
});
