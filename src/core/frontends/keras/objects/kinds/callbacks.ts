import { defineKind } from '../kind.js';

/** Classes of `keras.callbacks`, Keras 3.15, with their parameters and defaults. */
export default defineKind({
  kind: 'callback',
  module: 'keras.callbacks',
  classes: [
    'BackupAndRestore(backup_dir, save_freq="epoch", double_checkpoint=False, delete_checkpoint=True)',
    'CSVLogger(filename, separator=",", append=False)',
    'Callback()',
    'EarlyStopping(monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto", baseline=None, restore_best_weights=False, start_from_epoch=0)',
    'History()',
    'LambdaCallback(on_epoch_begin=None, on_epoch_end=None, on_train_begin=None, on_train_end=None, on_train_batch_begin=None, on_train_batch_end=None)',
    'LearningRateScheduler(schedule, verbose=0)',
    'ModelCheckpoint(filepath, monitor="val_loss", verbose=0, save_best_only=False, save_weights_only=False, mode="auto", save_freq="epoch", initial_value_threshold=None)',
    'OrbaxCheckpoint(directory, monitor="val_loss", verbose=0, save_best_only=False, mode="auto", save_freq="epoch", initial_value_threshold=None, max_to_keep=1, save_on_background=True, save_weights_only=False)',
    'ProgbarLogger()',
    'ReduceLROnPlateau(monitor="val_loss", factor=0.1, patience=10, verbose=0, mode="auto", min_delta=0.0001, cooldown=0, min_lr=0.0)',
    'RemoteMonitor(root="http://localhost:9000", path="/publish/epoch/end/", field="data", headers=None, send_as_json=False)',
    'SwapEMAWeights(swap_on_epoch=False)',
    'TensorBoard(log_dir="logs", histogram_freq=0, write_graph=True, write_images=False, write_steps_per_second=False, update_freq="epoch", profile_batch=0, embeddings_freq=0, embeddings_metadata=None)',
    'TerminateOnNaN(raise_error=False)',
  ],
  former: { epsilon: 'min_delta' },
  gone: { period: 'Remove it to save after each epoch, or set save_freq to a number of batches', batch_size: 'Remove it', write_grads: 'Remove it', embeddings_layer_names: 'Remove it', embeddings_data: 'Remove it' },
});
