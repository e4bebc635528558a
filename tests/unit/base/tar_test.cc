#include "base/tar.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

Result<Finished> tar_program(std::vector<std::string> arguments) {
  Command command;
  command.program = "tar";
  command.arguments = std::move(arguments);
  return run(command);
}

TEST(Tar, IsUnpackedByTarItselfAsItWasPacked) {
  test::TemporaryFolder folder;
  Tar tar(*parse_instant("2026-03-01T08:00:00Z"));
  const std::string odd(513, 'x');
  ASSERT_TRUE(tar.add("bundle/README.txt", as_bytes("lasi mani\n")));
  ASSERT_TRUE(tar.add("bundle/Pārbaude.bin", as_bytes(odd), 0755));
  ASSERT_TRUE(tar.add("bundle/empty", {}));
  const auto deep = "bundle/" + std::string(90, 'd') + "/" + std::string(100, 'n');
  ASSERT_TRUE(tar.add(deep, as_bytes("deep")));
  ASSERT_TRUE(write_durably(real_files(), folder / "a.tar", as_bytes(std::move(tar).finish())));
  const auto listed = tar_program({"tvf", (folder / "a.tar").string(), "--utc"});
  ASSERT_TRUE(listed && listed->ok()) << listed->err;
  EXPECT_NE(listed->out.find("-rw-r--r-- 0/0              10 2026-03-01 08:00 bundle/README.txt"), std::string::npos)
      << listed->out;
  EXPECT_NE(listed->out.find("-rwxr-xr-x"), std::string::npos) << listed->out;
  const auto unpacked = tar_program({"xf", (folder / "a.tar").string(), "-C", folder.path()});
  ASSERT_TRUE(unpacked && unpacked->ok()) << unpacked->err;
  EXPECT_EQ(unpacked->err, "");
  EXPECT_EQ(as_text(*real_files().read(folder / "bundle/README.txt", 100)), "lasi mani\n");
  EXPECT_EQ(as_text(*real_files().read(folder / "bundle/Pārbaude.bin", 1000)), odd);
  EXPECT_EQ(as_text(*real_files().read(folder / "bundle/empty", 1000)), "");
  EXPECT_EQ(as_text(*real_files().read(folder / deep, 1000)), "deep");
}

TEST(Tar, HoldsNoNameThatLeavesItsFolder) {
  Tar tar{Instant{}};
  for (const char* name : {"", "/etc/passwd", "a/../../b", "a//b", ".", "a/"})
    EXPECT_EQ(tar.add(name, {}).error().code, ErrorCode::invalid) << name;
  EXPECT_EQ(tar.add(std::string(101, 'n'), {}).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace runseal::base
