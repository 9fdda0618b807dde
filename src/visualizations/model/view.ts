import { defineModel } from '../view.js';
import { graphView } from './graph-view.js';
import { tableHead, tableView } from './table-view.js';

export default defineModel({
  title: 'Model',
  promise: 'the layers of the model, how they are connected, and what each of them costs',
  graph: graphView,
  table: tableView,
  tableHead,
});
