/* Stands between a process and its files (LD_PRELOAD) and writes down, in the order in which they
   took effect, all changes below one directory: names, bytes, sizes, and which syncs came to their
   end. From these notes the class Disk works out what a disk may hold after a power cut. It can
   also fail calls, as a full or a dying disk does, and leave syncs out, as a lying one does.

   The environment says what to do:
     PERDURE_DISK_DIRECTORY   the directory, as an absolute path without links
     PERDURE_DISK_JOURNAL     the file for the notes, elsewhere
     PERDURE_DISK_FAULT       nothing, or one of
                                lie              syncs do nothing, and say they did
                                full:N           from the Nth growing write on the disk is full
                                write-error:N    the Nth write fails
                                sync-error:N     the Nth sync fails and drops what it covers
     PERDURE_DISK_FAULT_FILES a word: only files whose path has it count for the fault

   A note is a header and some bytes. Each call and its note are one step under a lock, so that the
   order of the notes is the order of the effects; only the syncs themselves run outside of it. The
   journal needs no sync of its own, since the machine goes on when the process is killed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name)) real(&real_##name, #name))
#define SLOT(name) static void *real_##name
#define DESCRIPTORS 65536
#define PATH 4096

/* What a note is about; the class Journal knows the same letters. */
enum {
  OPENED = 'O', WRITTEN = 'W', SIZED = 'T', ZEROED = 'Z', GROWN = 'G', RENAMED = 'R', LINKED = 'L',
  REMOVED = 'D', MADE = 'M', SYNC_BEGUN = 'S', SYNC_ENDED = 'E', SYNC_FAILED = 'F', FAULT = 'I',
  UNSEEN = 'U'
};

struct note {
  uint32_t kind;
  uint32_t file;    /* which opening of a file */
  uint64_t number;  /* an offset, a size, flags, or which sync */
  uint64_t length;  /* of the bytes that follow */
};

struct descriptor {
  uint32_t file;
  dev_t device;
  ino_t inode;
  int counts;  /* for the fault */
};

enum fault { NONE, LIE, FULL, WRITE_ERROR, SYNC_ERROR };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct descriptor table[DESCRIPTORS];
static const char *directory;
static size_t directory_length;
static int journal = -1;
static uint32_t files;
static uint64_t syncs;
static enum fault fault;
static const char *fault_files;
static long fault_at;
static long fault_count;

static void *real(void **slot, const char *name) {
  if (*slot == NULL) {
    *slot = dlsym(RTLD_NEXT, name);
  }
  return *slot;
}

static void read_fault(const char *text) {
  if (text == NULL || *text == 0) {
    return;
  }
  const char *colon = strchr(text, ':');
  fault_at = colon == NULL ? 1 : atol(colon + 1);
  fault = strncmp(text, "lie", 3) == 0 ? LIE
      : strncmp(text, "full", 4) == 0 ? FULL
      : strncmp(text, "write-error", 11) == 0 ? WRITE_ERROR
      : strncmp(text, "sync-error", 10) == 0 ? SYNC_ERROR : NONE;
  if (fault == NONE) {
    fprintf(stderr, "interposer: Expected a known fault, but got %s\n", text);
    _exit(70);
  }
}

static void start(void) {
  directory = getenv("PERDURE_DISK_DIRECTORY");
  const char *path = getenv("PERDURE_DISK_JOURNAL");
  if (directory == NULL || path == NULL) {
    return;
  }
  directory_length = strlen(directory);
  fault_files = getenv("PERDURE_DISK_FAULT_FILES");
  read_fault(getenv("PERDURE_DISK_FAULT"));
  journal = (int) syscall(SYS_openat, AT_FDCWD, path,
      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (journal < 0) {
    fprintf(stderr, "interposer: Expected to write %s, but it failed\n", path);
    _exit(70);
  }
}

static int on(void) {
  pthread_once(&once, start);
  return journal >= 0;
}

static void note(uint32_t kind, uint32_t file, uint64_t number, const void *bytes, size_t length) {
  struct note header = {kind, file, number, length};
  struct iovec parts[] = {{&header, sizeof header}, {(void *) bytes, length}};
  size_t whole = sizeof header + length;
  if (syscall(SYS_writev, journal, parts, length == 0 ? 1 : 2) != (long) whole) {
    static const char text[] = "interposer: Expected to write a note, but it failed\n";
    syscall(SYS_write, 2, text, sizeof text - 1);
    _exit(70);
  }
}

static void note_text(uint32_t kind, uint32_t file, uint64_t number, const char *text) {
  note(kind, file, number, text, strlen(text));
}

/* Two paths, with a zero byte between. */
static void note_pair(uint32_t kind, const char *from, const char *to) {
  char both[2 * PATH];
  size_t first = strlen(from) + 1;
  size_t second = strlen(to);
  memcpy(both, from, first);
  memcpy(both + first, to, second);
  note(kind, 0, 0, both, first + second);
}

/* Makes a path absolute. Whether it is one below the directory. */
static int below(int at, const char *path, char *whole) {
  if (!on() || path == NULL) {
    return 0;
  }
  size_t length = 0;
  if (path[0] != '/') {
    if (at == AT_FDCWD) {
      if (getcwd(whole, PATH) == NULL) {
        return 0;
      }
      length = strlen(whole);
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", at);
      ssize_t found = readlink(link, whole, PATH - 1);
      if (found < 0) {
        return 0;
      }
      length = (size_t) found;
    }
    whole[length++] = '/';
  }
  if (length + strlen(path) + 1 > PATH) {
    return 0;
  }
  strcpy(whole + length, path);
  return strncmp(whole, directory, directory_length) == 0
      && (whole[directory_length] == '/' || whole[directory_length] == 0);
}

/* Which opening a descriptor belongs to, or null. What was closed behind our back is found out by
   the identity of the file. Under the lock. */
static struct descriptor *known(int fd) {
  if (fd < 0 || fd >= DESCRIPTORS || table[fd].file == 0) {
    return NULL;
  }
  struct stat now;
  if (fstat(fd, &now) != 0 || now.st_dev != table[fd].device || now.st_ino != table[fd].inode) {
    table[fd].file = 0;
    return NULL;
  }
  return &table[fd];
}

static void forget(int fd) {
  if (fd >= 0 && fd < DESCRIPTORS) {
    table[fd].file = 0;
  }
}

static void copied(int from, int to) {
  if (from >= 0 && from < DESCRIPTORS && to >= 0 && to < DESCRIPTORS) {
    table[to] = table[from];
  }
}

/* Whether a call on the file counts for the fault and is the one that fails. */
static int fails(const struct descriptor *it, enum fault which) {
  if (fault != which || !it->counts) {
    return 0;
  }
  fault_count++;
  int hit = which == FULL ? fault_count >= fault_at : fault_count == fault_at;
  if (hit) {
    note_text(FAULT, it->file, (uint64_t) fault_count,
        which == FULL ? "full disk" : which == WRITE_ERROR ? "failed write" : "failed sync");
  }
  return hit;
}

/* What a write of so many bytes meets: 0 or an error number. */
static int refusal(int fd, const struct descriptor *it, off_t offset, size_t length) {
  if (fails(it, WRITE_ERROR)) {
    return EIO;
  }
  struct stat now;
  int grows = fstat(fd, &now) == 0 && offset + (off_t) length > now.st_size;
  return grows && fails(it, FULL) ? ENOSPC : 0;
}

/* --- Opening and closing --- */

static int opened(int fd, const char *path, int flags) {
  forget(fd);
  struct stat now;
  if (fd < 0 || fstat(fd, &now) != 0) {
    return fd;
  }
  if (fd >= DESCRIPTORS || (flags & O_TMPFILE) == O_TMPFILE) {
    note_text(UNSEEN, 0, 0, "an unnamed file or too many descriptors");
    return fd;
  }
  table[fd].file = ++files;
  table[fd].device = now.st_dev;
  table[fd].inode = now.st_ino;
  table[fd].counts = fault_files == NULL || strstr(path, fault_files) != NULL;
  uint64_t how = (flags & O_CREAT ? 1 : 0)
      | (flags & O_TRUNC && (flags & O_ACCMODE) != O_RDONLY ? 2 : 0);
  note_text(OPENED, files, how, path);
  return fd;
}

/* Under the lock only if the file is one of ours: others may block, such as pipes. */
static int open_at(int at, const char *path, int flags, mode_t mode) {
  char whole[PATH];
  int ours = below(at, path, whole);
  if (ours) {
    pthread_mutex_lock(&lock);
  }
  int fd = (int) syscall(SYS_openat, at, path, flags | O_LARGEFILE, mode);
  int error = errno;
  if (ours) {
    opened(fd, whole, flags);
    pthread_mutex_unlock(&lock);
  } else if (fd >= 0 && on()) {
    pthread_mutex_lock(&lock);
    forget(fd);
    pthread_mutex_unlock(&lock);
  }
  errno = error;
  return fd;
}

#define MODE(flags, mode) \
  mode_t mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(AT_FDCWD, path, flags, mode);
}
int openat(int at, const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
  MODE(flags, mode)
  return open_at(at, path, flags, mode);
}
int creat(const char *path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
int creat64(const char *path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* The standard library opens streams out of our sight. */
SLOT(fopen);
SLOT(fopen64);
static FILE *stream(FILE *made, const char *path, const char *mode) {
  char whole[PATH];
  if (made != NULL && strpbrk(mode, "wa+") != NULL && below(AT_FDCWD, path, whole)) {
    pthread_mutex_lock(&lock);
    note_text(UNSEEN, 0, 0, whole);
    pthread_mutex_unlock(&lock);
  }
  return made;
}
FILE *fopen(const char *path, const char *mode) {
  return stream(REAL(fopen)(path, mode), path, mode);
}
FILE *fopen64(const char *path, const char *mode) {
  return stream(REAL(fopen64)(path, mode), path, mode);
}

SLOT(close);
int close(int fd) {
  if (on()) {
    pthread_mutex_lock(&lock);
    forget(fd);
    pthread_mutex_unlock(&lock);
  }
  return REAL(close)(fd);
}

SLOT(dup);
SLOT(dup2);
SLOT(dup3);
static int duplicated(int from, int to) {
  if (to >= 0 && on()) {
    pthread_mutex_lock(&lock);
    copied(from, to);
    pthread_mutex_unlock(&lock);
  }
  return to;
}
int dup(int fd) { return duplicated(fd, REAL(dup)(fd)); }
int dup2(int fd, int to) { return duplicated(fd, REAL(dup2)(fd, to)); }
int dup3(int fd, int to, int flags) { return duplicated(fd, REAL(dup3)(fd, to, flags)); }

/* --- Bytes and sizes --- */

static ssize_t write_at(int fd, const struct iovec *parts, int count, off_t offset) {
  size_t length = 0;
  for (int i = 0; i < count; i++) {
    length += parts[i].iov_len;
  }
  pthread_mutex_lock(&lock);
  struct descriptor *it = on() ? known(fd) : NULL;
  if (it == NULL) {
    pthread_mutex_unlock(&lock);
    return offset < 0 ? syscall(SYS_writev, fd, parts, count)
        : syscall(SYS_pwritev, fd, parts, count, (long) offset, 0L);
  }
  off_t place = offset >= 0 ? offset : (fcntl(fd, F_GETFL) & O_APPEND)
      ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  int error = refusal(fd, it, place, length);
  ssize_t done = -1;
  if (error == 0) {
    done = offset < 0 ? syscall(SYS_writev, fd, parts, count)
        : syscall(SYS_pwritev, fd, parts, count, (long) offset, 0L);
    error = errno;
  }
  size_t left = done > 0 ? (size_t) done : 0;
  for (int i = 0; i < count && left > 0; i++) {
    size_t part = parts[i].iov_len < left ? parts[i].iov_len : left;
    note(WRITTEN, it->file, (uint64_t) place, parts[i].iov_base, part);
    place += (off_t) part;
    left -= part;
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

/* A look without the lock: most writes are not ours. */
static int maybe(int fd) {
  return on() && fd >= 0 && fd < DESCRIPTORS && table[fd].file != 0;
}

#define ONE(bytes, length) &(struct iovec) {(void *) bytes, length}, 1
ssize_t write(int fd, const void *bytes, size_t length) {
  return maybe(fd) ? write_at(fd, ONE(bytes, length), -1) : syscall(SYS_write, fd, bytes, length);
}
static ssize_t positional(int fd, const void *bytes, size_t length, off_t offset) {
  return maybe(fd) ? write_at(fd, ONE(bytes, length), offset)
      : syscall(SYS_pwrite64, fd, bytes, length, offset);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return positional(fd, bytes, length, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  return positional(fd, bytes, length, offset);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return maybe(fd) ? write_at(fd, parts, count, -1) : syscall(SYS_writev, fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  return write_at(fd, parts, count, offset);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  return write_at(fd, parts, count, offset);
}

static int size_to(int fd, off_t size) {
  pthread_mutex_lock(&lock);
  int done = (int) syscall(SYS_ftruncate, fd, size);
  int error = errno;
  struct descriptor *it = on() ? known(fd) : NULL;
  if (done == 0 && it != NULL) {
    note(SIZED, it->file, (uint64_t) size, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int ftruncate(int fd, off_t size) { return size_to(fd, size); }
int ftruncate64(int fd, off64_t size) { return size_to(fd, size); }

static int path_size_to(const char *path, off_t size) {
  char whole[PATH];
  int ours = below(AT_FDCWD, path, whole);
  pthread_mutex_lock(&lock);
  int done = (int) syscall(SYS_truncate, path, size);
  int error = errno;
  if (done == 0 && ours) {
    note_text(OPENED, ++files, 0, whole);
    note(SIZED, files, (uint64_t) size, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int truncate(const char *path, off_t size) { return path_size_to(path, size); }
int truncate64(const char *path, off64_t size) { return path_size_to(path, size); }

/* Reserving room changes nothing that a reader can see, unless it grows the file. */
static int allocate(int fd, int mode, off_t offset, off_t length) {
  pthread_mutex_lock(&lock);
  struct descriptor *it = on() ? known(fd) : NULL;
  int error = it == NULL ? 0 : refusal(fd, it, offset, (size_t) length);
  int done = error != 0 ? -1 : (int) syscall(SYS_fallocate, fd, mode, offset, length);
  error = error != 0 ? error : errno;
  if (done == 0 && it != NULL) {
    if (mode == 0) {
      note(GROWN, it->file, (uint64_t) (offset + length), NULL, 0);
    } else if (mode == (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)) {
      uint64_t hole = (uint64_t) length;
      note(ZEROED, it->file, (uint64_t) offset, &hole, sizeof hole);
    } else if (mode != FALLOC_FL_KEEP_SIZE) {
      note_text(UNSEEN, it->file, (uint64_t) mode, "fallocate");
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int fallocate(int fd, int mode, off_t offset, off_t length) {
  return allocate(fd, mode, offset, length);
}
int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  return allocate(fd, mode, offset, length);
}
int posix_fallocate(int fd, off_t offset, off_t length) {
  return allocate(fd, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  return allocate(fd, 0, offset, length) == 0 ? 0 : errno;
}

/* Ways to write that we do not follow are said, and make the notes worthless. */
static void unseen(int fd, const char *what) {
  if (maybe(fd)) {
    pthread_mutex_lock(&lock);
    struct descriptor *it = known(fd);
    if (it != NULL) {
      note_text(UNSEEN, it->file, 0, what);
    }
    pthread_mutex_unlock(&lock);
  }
}

static void *map(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  if (fd >= 0 && (flags & MAP_SHARED) && (protection & PROT_WRITE)) {
    unseen(fd, "mmap");
  }
  return (void *) syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  return map(address, length, protection, flags, fd, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset) {
  return map(address, length, protection, flags, fd, offset);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
  unseen(to, "sendfile");
  return syscall(SYS_sendfile, to, from, offset, count);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) {
  unseen(to, "sendfile");
  return syscall(SYS_sendfile, to, from, offset, count);
}
ssize_t copy_file_range(
    int from, off64_t *at, int to, off64_t *target, size_t length, unsigned flags) {
  unseen(to, "copy_file_range");
  return syscall(SYS_copy_file_range, from, at, to, target, length, flags);
}

/* --- Names --- */

static int rename_at(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  char old[PATH];
  char new[PATH];
  int leaves = below(from_at, from, old);
  int comes = below(to_at, to, new);
  pthread_mutex_lock(&lock);
  int done = (int) syscall(SYS_renameat2, from_at, from, to_at, to, flags);
  int error = errno;
  if (done == 0 && leaves && comes && flags == 0) {
    note_pair(RENAMED, old, new);
  } else if (done == 0 && (leaves || comes)) {
    note_text(UNSEEN, 0, flags, leaves ? old : new);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int rename(const char *from, const char *to) { return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_at, const char *from, int to_at, const char *to) {
  return rename_at(from_at, from, to_at, to, 0);
}
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  return rename_at(from_at, from, to_at, to, flags);
}

static int link_at(int from_at, const char *from, int to_at, const char *to, int flags) {
  char old[PATH];
  char new[PATH];
  int leaves = below(from_at, from, old);
  int comes = below(to_at, to, new);
  pthread_mutex_lock(&lock);
  int done = (int) syscall(SYS_linkat, from_at, from, to_at, to, flags);
  int error = errno;
  if (done == 0 && comes) {
    if (leaves) {
      note_pair(LINKED, old, new);
    } else {
      note_text(UNSEEN, 0, 0, new);
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int link(const char *from, const char *to) { return link_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
  return link_at(from_at, from, to_at, to, flags);
}
int symlink(const char *target, const char *path) {
  char whole[PATH];
  int done = (int) syscall(SYS_symlinkat, target, AT_FDCWD, path);
  int error = errno;
  if (done == 0 && below(AT_FDCWD, path, whole)) {
    pthread_mutex_lock(&lock);
    note_text(UNSEEN, 0, 0, whole);
    pthread_mutex_unlock(&lock);
  }
  errno = error;
  return done;
}

static int remove_at(int at, const char *path, int flags) {
  char whole[PATH];
  int ours = below(at, path, whole);
  pthread_mutex_lock(&lock);
  int done = (int) syscall(SYS_unlinkat, at, path, flags);
  int error = errno;
  if (done == 0 && ours) {
    note_text(REMOVED, 0, 0, whole);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int unlink(const char *path) { return remove_at(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return remove_at(at, path, flags); }
int rmdir(const char *path) { return remove_at(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int done = remove_at(AT_FDCWD, path, 0);
  return done != 0 && errno == EISDIR ? remove_at(AT_FDCWD, path, AT_REMOVEDIR) : done;
}

static int make_at(int at, const char *path, mode_t mode) {
  char whole[PATH];
  int ours = below(at, path, whole);
  pthread_mutex_lock(&lock);
  int done = (int) syscall(SYS_mkdirat, at, path, mode);
  int error = errno;
  if (done == 0 && ours) {
    note_text(MADE, 0, 0, whole);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int mkdir(const char *path, mode_t mode) { return make_at(AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return make_at(at, path, mode); }

/* --- Syncs --- */

static int sync_file(int fd, long call) {
  if (!maybe(fd)) {
    return (int) syscall(call, fd);
  }
  pthread_mutex_lock(&lock);
  struct descriptor *it = known(fd);
  if (it == NULL) {
    pthread_mutex_unlock(&lock);
    return (int) syscall(call, fd);
  }
  uint32_t file = it->file;
  if (fails(it, SYNC_ERROR)) {
    note(SYNC_FAILED, file, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = EIO;
    return -1;
  }
  if (fault == LIE && it->counts) {
    note_text(FAULT, file, 0, "sync left out");
    pthread_mutex_unlock(&lock);
    return 0;
  }
  uint64_t number = ++syncs;
  note(SYNC_BEGUN, file, number, NULL, 0);
  pthread_mutex_unlock(&lock);
  int done = (int) syscall(call, fd);
  int error = errno;
  pthread_mutex_lock(&lock);
  note(done == 0 ? SYNC_ENDED : SYNC_FAILED, file, number, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

/* Promises nothing about a power cut, so that it is none of the syncs. */
int sync_file_range(int fd, off64_t offset, off64_t count, unsigned flags) {
  return (int) syscall(SYS_sync_file_range, fd, offset, count, flags);
}
