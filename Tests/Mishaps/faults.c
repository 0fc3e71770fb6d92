// Gives a program a bad day; scripts/check-mishaps loads this with LD_PRELOAD.
//
//   FAULT=kill FAULT_AT=k   the process dies at its k-th call that changes a file; a write is half done
//   FAULT=full FAULT_AT=k   from the k-th such call on, the disk is full
//   FAULT=count             stderr gets the number of such calls in the end
//   FAULT=flush             denormal numbers are flushed to zero, as a library built with fast math does
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum { FAULT_NONE, FAULT_KILL, FAULT_FULL, FAULT_COUNT } fault;
static long fault_at, calls;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("FAULT"), *at = getenv("FAULT_AT");
  if (name == NULL) return;
  fault_at = at != NULL ? atol(at) : 0;
  if (strcmp(name, "kill") == 0) fault = FAULT_KILL;
  if (strcmp(name, "full") == 0) fault = FAULT_FULL;
  if (strcmp(name, "count") == 0) fault = FAULT_COUNT;
  if (strcmp(name, "flush") != 0) return;
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);
#elif defined(__aarch64__)
  unsigned long control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  __asm__ volatile("msr fpcr, %0" : : "r"(control | 1ul << 24));
#endif
}

__attribute__((destructor)) static void end(void) {
  if (fault == FAULT_COUNT) fprintf(stderr, "calls %ld\n", calls);
}

// Whether this call meets its fate. Files are written by one thread.
static int is_struck(void) {
  if (fault == FAULT_NONE) return 0;
  calls += 1;
  return fault == FAULT_KILL ? calls == fault_at : fault == FAULT_FULL && calls >= fault_at;
}

// Ends the process, or says why the call failed.
static int strike(void) {
  if (fault == FAULT_KILL) kill(getpid(), SIGKILL);
  errno = ENOSPC;
  return -1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || !is_struck()) {
    return NEXT(write)(file, bytes, count);
  }
  ssize_t written = count > 1 ? NEXT(write)(file, bytes, count / 2) : 0;
  if (fault == FAULT_FULL && calls == fault_at && written > 0) return written;
  return strike();
}

int fsync(int file) {
  return is_struck() ? strike() : NEXT(fsync)(file);
}

int rename(const char *old, const char *new) {
  return is_struck() ? strike() : NEXT(rename)(old, new);
}

int mkdir(const char *path, mode_t mode) {
  return is_struck() ? strike() : NEXT(mkdir)(path, mode);
}

// A full disk can still be cut and cleaned.
int ftruncate(int file, off_t size) {
  return is_struck() && fault == FAULT_KILL ? strike() : NEXT(ftruncate)(file, size);
}

int unlink(const char *path) {
  return is_struck() && fault == FAULT_KILL ? strike() : NEXT(unlink)(path);
}
