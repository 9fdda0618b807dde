"""Times PyTorch's training step, for a side-by-side comparison. Writes one line that names itself and the device, then reads lines
"MODEL STEPS" and answers each with "wall_ms cpu_ms" per step.

Needs Python with torch. Models, batch sizes and the optimizer are those of
train.ts; on a graphics processor with TF32 off, as ConvLens computes in whole float32 there.
"""
import sys
import time
from functools import partial

import torch
from torch import nn
from torch.nn import functional as F


def conv_bn(inputs, filters, kernel, stride=1, groups=1, act=None, bias=False):
    """A convolution with batch normalization, padded so that stride 1 keeps the size."""
    layers = [nn.Conv2d(inputs, filters, kernel, stride, kernel // 2, groups=groups, bias=bias), nn.BatchNorm2d(filters, momentum=0.01, eps=1e-3)]
    return nn.Sequential(*layers, *([act()] if act else []))


class Residual(nn.Module):
    """`shortcut(x) + branch(x)`, then an activation where there is one."""

    def __init__(self, branch, shortcut=None, act=None):
        super().__init__()
        self.branch, self.shortcut, self.act = branch, shortcut or nn.Identity(), act or nn.Identity()

    def forward(self, x):
        return self.act(self.branch(x) + self.shortcut(x))


def mobilenet_v2():
    """Sandler et al., MobileNetV2 (2018), table 2, width 1."""
    blocks, inputs = [conv_bn(3, 32, 3, 2, act=nn.ReLU6)], 32
    for expansion, filters, repeats, stride in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
        for index in range(repeats):
            step, inner = stride if index == 0 else 1, inputs * expansion
            expand = [conv_bn(inputs, inner, 1, act=nn.ReLU6)] if expansion > 1 else []
            branch = nn.Sequential(*expand, conv_bn(inner, inner, 3, step, inner, nn.ReLU6), conv_bn(inner, filters, 1))
            blocks.append(Residual(branch) if step == 1 and inputs == filters else branch)
            inputs = filters
    return nn.Sequential(*blocks, conv_bn(inputs, 1280, 1, act=nn.ReLU6), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 10))


def resnet50():
    """He et al., Deep Residual Learning (2015), table 1; with a bias in each convolution, as Keras has it."""
    conv = partial(conv_bn, bias=True)
    blocks, inputs = [conv(3, 64, 7, 2, act=nn.ReLU), nn.MaxPool2d(3, 2, 1)], 64
    for filters, repeats, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for index in range(repeats):
            step = stride if index == 0 else 1
            branch = nn.Sequential(conv(inputs, filters, 1, step, act=nn.ReLU), conv(filters, filters, 3, act=nn.ReLU), conv(filters, 4 * filters, 1))
            blocks.append(Residual(branch, conv(inputs, 4 * filters, 1, step) if index == 0 else None, nn.ReLU()))
            inputs = 4 * filters
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 10))


def convnet(channels, filters, flat, units, classes, last_pool):
    """Convolutions of 3x3 with ReLU and max pooling between them, then two dense layers."""
    layers = []
    for index, count in enumerate(filters):
        layers += [nn.Conv2d(channels, count, 3), nn.ReLU()]
        if index < len(filters) - 1 or last_pool:
            layers.append(nn.MaxPool2d(2))
        channels = count
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(flat, units), nn.ReLU(), nn.Linear(units, classes))


MODELS = {
    "mnist": (lambda: convnet(1, (32, 64, 64), 576, 64, 10, False), (1, 28, 28), 10, 128),
    "cats": (lambda: convnet(3, (32, 64, 128, 128), 6272, 512, 2, True), (3, 150, 150), 2, 20),
    "mobilenet": (mobilenet_v2, (3, 96, 96), 10, 16),
    "resnet": (resnet50, (3, 96, 96), 10, 16),
}
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False


def wait():
    if device.type == "cuda":
        torch.cuda.synchronize()


def trainer(name):
    """One step of training on one batch that lies in the host's memory, as ConvLens's does."""
    make, shape, classes, batch = MODELS[name]
    model = make().to(device).train()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    x, y = torch.rand(batch, *shape), torch.randint(0, classes, (batch,))

    def step():
        loss = F.cross_entropy(model(x.to(device)), y.to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def main():
    where = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    print(f"PyTorch {torch.__version__} on {where}", flush=True)
    trainers = {}
    for line in sys.stdin:
        name, steps = line.split()[0], int(line.split()[1])
        if name not in trainers:
            trainers[name] = trainer(name)
            for _ in range(3):
                trainers[name]()
        step = trainers[name]
        wait()
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(steps):
            step()
        wait()
        print(1000 * (time.perf_counter() - wall) / steps, 1000 * (time.process_time() - cpu) / steps, flush=True)


if __name__ == "__main__":
    main()
