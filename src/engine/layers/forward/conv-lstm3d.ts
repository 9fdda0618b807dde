import { convolutionalLstm } from '../support/conv-lstm.js';

export default convolutionalLstm('ConvLSTM3D', 3);
