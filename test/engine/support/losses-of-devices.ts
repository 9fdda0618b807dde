/** What providers said in reports of onnxruntime's users (microsoft/onnxruntime issues 22700 and 6986), and what WebGPU said here when its driver lost the device. */
export const losses = [
  {
    provider: 'cuda',
    message: 'Non-zero status code returned while running FusedConv node. Name:\'conv\' Status Message: CUDA failure 719: unspecified launch failure ; GPU=0 ; hostname=DESK-4 ; file=D:\\a\\_work\\1\\s\\onnxruntime\\core\\providers\\cuda\\gpu_data_transfer.cc ; line=73 ; expr=cudaMemcpyAsync(dst_data, src_data, bytes, cudaMemcpyDeviceToHost, static_cast<cudaStream_t>(stream.GetHandle()));',
    reason: 'CUDA failure 719: unspecified launch failure.',
  },
  {
    provider: 'directml',
    message: 'D:\\a\\_work\\1\\s\\onnxruntime\\core\\providers\\dml\\DmlExecutionProvider\\src\\ExecutionProvider.cpp(962)\\onnxruntime.dll!00007FFABA30B0B1: (caller: 00007FFABA30B740) Exception(3) tid(5a68) 887A0005 The GPU device instance has been suspended. Use GetDeviceRemovedReason to determine the appropriate action.',
    reason: '887A0005 The GPU device instance has been suspended. Use GetDeviceRemovedReason to determine the appropriate action.',
  },
  {
    provider: 'webgpu',
    message: '/onnxruntime_src/onnxruntime/core/providers/webgpu/buffer_manager.cc:641 void onnxruntime::webgpu::BufferManager::Download(WGPUBuffer, void*, size_t) const map_async_result.status == wgpu::MapAsyncStatus::Success was false. Failed to download data from buffer. wgpu::MapAsyncStatus value: 4, message: [Device] is lost.\n',
    reason: '[Device] is lost.',
  },
] as const;
