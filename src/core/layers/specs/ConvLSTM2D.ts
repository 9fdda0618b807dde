import { convolutionalLstm } from '../families/convlstm.js';

export default convolutionalLstm({ type: 'ConvLSTM2D', dims: 2, summary: 'An LSTM over frames, whose products are convolutions.' });
