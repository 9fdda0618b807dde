/** Kernels of gradients that are treated alike, by tfjs's names. */
export const poolingGradients = ['MaxPoolGrad', 'MaxPool3DGrad'];
export const filterGradients = ['Conv2DBackpropFilter', 'Conv3DBackpropFilterV2', 'DepthwiseConv2dNativeBackpropFilter'];
export const inputGradients = ['Conv2DBackpropInput', 'Conv3DBackpropInputV2'];
