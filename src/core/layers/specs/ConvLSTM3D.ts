import { convolutionalLstm } from '../families/convlstm.js';

export default convolutionalLstm({ type: 'ConvLSTM3D', dims: 3, summary: 'An LSTM over frames, whose products are convolutions.' });
