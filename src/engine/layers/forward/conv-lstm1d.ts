import { convolutionalLstm } from '../support/conv-lstm.js';

export default convolutionalLstm('ConvLSTM1D', 1);
