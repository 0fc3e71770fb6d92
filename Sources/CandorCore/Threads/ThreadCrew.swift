import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that a pool has started.
///
/// `@unchecked Sendable`: only the pool's `init` adds handles and only its `deinit` joins them.
final class ThreadCrew: @unchecked Sendable {
  private var handles: [pthread_t] = []

  /// What a thread does; carried to it as an opaque pointer.
  private final class Errand: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  func start(_ body: @escaping @Sendable () -> Void) throws(CandorError) {
    // SAFETY: the reference is kept by this +1 until the thread takes it over; if there is no thread
    // it is given up here.
    let errand = unsafe Unmanaged.passRetained(Errand(body))
    #if canImport(Darwin)
      var handle: pthread_t? = nil
      let status = unsafe pthread_create(
        &handle, nil,
        { argument in
          unsafe Unmanaged<Errand>.fromOpaque(argument).takeRetainedValue().body()
          return nil
        }, errand.toOpaque())
    #else
      var handle = pthread_t()
      let status = unsafe pthread_create(
        &handle, nil,
        { argument in
          if let argument = unsafe argument {
            unsafe Unmanaged<Errand>.fromOpaque(argument).takeRetainedValue().body()
          }
          return nil
        }, errand.toOpaque())
    #endif
    guard status == 0 else {
      unsafe errand.release()
      throw CandorError(
        .unavailable, "the system starts no more threads",
        hint: "ask for fewer threads, or raise the limit with `ulimit -u`")
    }
    #if canImport(Darwin)
      if let handle { handles.append(handle) }
    #else
      handles.append(handle)
    #endif
  }

  /// Waits for all threads to end.
  func join() {
    // SAFETY: each handle came from pthread_create and is joined once.
    for handle in handles { pthread_join(handle, nil) }
    handles = []
  }
}

/// Where workers sleep until somebody wakes them: a mutex and a condition.
@safe
final class SleepingPlace: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let sleepers = Atomic<Int>(0)

  init() {
    // SAFETY: both lie at fixed addresses of their own from here to deinit, as pthreads ask.
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    // SAFETY: every sleeper holds a reference to this object, so nobody sleeps here any more.
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Sleeps while `condition` holds. It is looked at after this thread counts as a sleeper, so a waker
  /// that changes it first and then calls `wake`, sequentially consistent, is never missed.
  func sleep(while isIdle: () -> Bool) {
    // SAFETY: initialised in init; locked and unlocked by this thread.
    unsafe pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while isIdle() { unsafe pthread_cond_wait(condition, mutex) }
    sleepers.subtract(1, ordering: .relaxed)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Wakes up to `count` sleepers; one atomic load if there are none.
  func wake(_ count: Int) {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    // SAFETY: initialised in init; locked and unlocked by this thread.
    unsafe pthread_mutex_lock(mutex)
    if count >= sleepers.load(ordering: .relaxed) {
      unsafe pthread_cond_broadcast(condition)
    } else {
      for _ in 0..<count { unsafe pthread_cond_signal(condition) }
    }
    unsafe pthread_mutex_unlock(mutex)
  }
}
