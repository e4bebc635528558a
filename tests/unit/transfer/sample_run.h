// A run folder with every name that has ever been trouble, and a key that seals it.
#pragma once

#include <gtest/gtest.h>

#include "base/confined.h"
#include "support/temporary.h"
#include "transfer/seal/seal.h"
#include "transfer/seal/take.h"
#include "transfer/seal/verify.h"

namespace runseal::transfer {

struct SampleRun : testing::Test {
  test::TemporaryFolder folder;
  base::Path run = folder / "240508_M00001_0001_A";
  base::PrivateKey key = *base::PrivateKey::from_seed(Bytes(32, 7));
  base::Fd fd;

  void SetUp() override {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    std::filesystem::create_directories(run / "Data/Intensities");
    std::filesystem::create_directories(run / "empty folder");
    std::filesystem::create_directories(run / "Logs");
    fd = *base::open_folder(run);
  }

  void write(const std::string& path, std::string_view content) const { test::write_file(run / path, content); }
  void append(const std::string& path, const std::string& more) const {
    write(path, test::read_file(run / path) + more);
  }

  // Names as file systems of laboratories really have them.
  void awkward_names() const {
    for (const auto& name : {std::string("new\nline"), std::string("back\\slash"), std::string("carriage\rreturn"),
                             std::string("tab\tstop"), std::string("\xff\xfe not UTF-8"), std::string(" leading"),
                             std::string("trailing "), std::string("*star"), std::string("\\n"), std::string("-c"),
                             std::string("e\xcc\x81"), std::string("\xc3\xa9"), std::string(255, 'x')})
      write("Data/" + name, "content of " + name);
  }

  // "g…" grows, "l…" is late, "Logs/…" grows, the rest is fixed
  static model::FileClass classify(std::string_view path) {
    if (path.starts_with('g') || path.starts_with("Logs/")) return model::FileClass::growing;
    if (path.starts_with('l') || path.find("/late") != std::string_view::npos) return model::FileClass::late;
    return model::FileClass::fixed;
  }

  Result<Taken> take(const TakeOptions& more = {}) const {
    auto options = more;
    options.classify = classify;
    return take_run(fd.get(), options);
  }

  static model::Seal about() {
    model::Seal seal;
    seal.run = "240508_M00001_0001_A";
    seal.host = "gateway";
    seal.version = "0";
    seal.hashed_from = "2026-03-01T08:00:00.000Z";
    seal.hashed_to = "2026-03-01T09:00:00.000Z";
    return seal;
  }

  SealFiles sealed() const {
    const auto taken = take();
    EXPECT_TRUE(taken) << taken.error().describe();
    const auto files = make_seal(about(), refs_to(taken->entries), key);
    EXPECT_TRUE(files) << files.error().describe();
    return *files;
  }
};

}  // namespace runseal::transfer
