/* A Vulkan driver that passes everything on to another one (LOST_DRIVER), until the file LOST_FILE is there: from then on the queue says that its
 * device is lost. Built by the test that needs it: cc -shared -fPIC -o losing-driver.so losing-driver.c -ldl
 * The interface is that of the Khronos loader to its drivers (docs/LoaderDriverInterface.md). */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void (*Function)(void);
typedef Function (*Lookup)(void *, const char *);
typedef int32_t (*Submit)(void *, uint32_t, const void *, void *);

enum { VK_ERROR_DEVICE_LOST = -4 };

static void *driver;
static Lookup of_instance, of_device, of_physical;
static Submit submit;

static void load(void) {
  if (driver) return;
  driver = dlopen(getenv("LOST_DRIVER"), RTLD_NOW | RTLD_LOCAL);
  if (!driver) {
    fprintf(stderr, "%s\n", dlerror());
    abort();
  }
  of_instance = (Lookup)dlsym(driver, "vk_icdGetInstanceProcAddr");
  of_physical = (Lookup)dlsym(driver, "vk_icdGetPhysicalDeviceProcAddr");
}

static int32_t losing_submit(void *queue, uint32_t count, const void *submits, void *fence) {
  return access(getenv("LOST_FILE"), F_OK) == 0 ? VK_ERROR_DEVICE_LOST : submit(queue, count, submits, fence);
}

static Function replaced(const char *name, Function found);

static Function device_function(void *device, const char *name) { return replaced(name, of_device(device, name)); }

static Function replaced(const char *name, Function found) {
  if (found && !strcmp(name, "vkQueueSubmit")) {
    submit = (Submit)found;
    return (Function)losing_submit;
  }
  if (found && !strcmp(name, "vkGetDeviceProcAddr")) {
    of_device = (Lookup)found;
    return (Function)device_function;
  }
  return found;
}

Function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  load();
  return replaced(name, of_instance(instance, name));
}

Function vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) {
  load();
  return of_physical ? of_physical(instance, name) : 0;
}

int32_t vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  load();
  int32_t (*negotiate)(uint32_t *) = (int32_t (*)(uint32_t *))dlsym(driver, "vk_icdNegotiateLoaderICDInterfaceVersion");
  return negotiate ? negotiate(version) : 0;
}
