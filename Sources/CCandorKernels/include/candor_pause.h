#ifndef CANDOR_PAUSE_H
#define CANDOR_PAUSE_H

/// Tells the core that the thread is waiting for a memory word to change. Swift has no spelling for it.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

#endif
