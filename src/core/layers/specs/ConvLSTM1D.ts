import { convolutionalLstm } from '../families/convlstm.js';

export default convolutionalLstm({ type: 'ConvLSTM1D', dims: 1, summary: 'An LSTM over frames, whose products are convolutions.' });
