// What a user without rights meets, also where the tests run as root: this thread, and those it starts, become
// "nobody".
#pragma once

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace runseal::test {

class AsNobody {
 public:
  AsNobody() {
    // the bare system call: libc's would change every thread
    if (::geteuid() == 0) {
      EXPECT_EQ(::syscall(SYS_setresuid, -1, 65534, -1), 0);
    }
  }
  ~AsNobody() {
    if (::getuid() == 0) (void)!::syscall(SYS_setresuid, -1, 0, -1);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
};

}  // namespace runseal::test
