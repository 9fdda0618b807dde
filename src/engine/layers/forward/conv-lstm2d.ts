import { convolutionalLstm } from '../support/conv-lstm.js';

export default convolutionalLstm('ConvLSTM2D', 2);
