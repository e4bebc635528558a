// Damage of every kind is found, and the file that was damaged is the one that is named.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include <fmt/format.h>

#include "evidence/log.h"
#include "evidence/note.h"
#include "support/temporary.h"

namespace runseal::evidence {
namespace {

const std::string origin = "lab.example/evidence";

// A log's files in memory, so that every byte of them can be flipped in turn.
class FilesInMemory final : public base::Files {
 public:
  explicit FilesInMemory(const base::Path& folder) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
      if (file.is_regular_file()) {
        const auto text = test::read_file(file.path());
        content[file.path().lexically_relative(folder)] = Bytes(text.begin(), text.end());
      }
  }
  Result<Bytes> read(const base::Path& path, std::size_t) override {
    const auto found = content.find(path.lexically_relative("/log").string());
    if (found == content.end()) return fail(ErrorCode::not_found, "no such file");
    if (unreadable == found->first) return fail(ErrorCode::io, "injected fault");
    return found->second;
  }
  Result<std::vector<std::string>> list(const base::Path& path) override {
    std::set<std::string> names;
    for (const auto& [name, ignored] : content) {
      const auto below = (base::Path("/log") / name).lexically_relative(path);
      if (!below.empty() && *below.begin() != ".." && *below.begin() != ".") names.insert(*below.begin());
    }
    if (names.empty()) return fail(ErrorCode::not_found, "no such folder");
    return std::vector<std::string>(names.begin(), names.end());
  }
  Result<bool> exists(const base::Path&) override { return true; }
  Result<> create(const base::Path&, ByteView, unsigned) override { return read_only(); }
  Result<> rename(const base::Path&, const base::Path&) override { return read_only(); }
  Result<> sync_directory(const base::Path&) override { return read_only(); }
  Result<> remove(const base::Path&) override { return read_only(); }
  Result<> make_directories(const base::Path&, unsigned) override { return read_only(); }

  std::map<std::string, Bytes> content;
  std::string unreadable;

 private:
  static Result<> read_only() { return fail(ErrorCode::denied, "read only"); }
};

std::string named(const Verification& verification) {
  std::string text;
  for (const auto& problem : verification.problems) text += problem.where + ": " + problem.what + "\n";
  return text;
}

std::set<std::string> places(const Verification& verification) {
  std::set<std::string> out;
  for (const auto& problem : verification.problems) out.insert(problem.where);
  return out;
}

class Verifying : public testing::Test {
 protected:
  // With a checkpoint at each of these sizes, the last being that of the log.
  void make_log(const std::vector<std::uint64_t>& sizes) {
    auto log = *Log::open(base::real_files(), path, origin, key);
    for (const auto size : sizes) {
      std::vector<Json> batch;
      for (auto i = log.checkpoint().size; i < size; ++i) batch.emplace_back(i);
      ASSERT_TRUE(log.append(batch));
      checkpoints[size] = log.checkpoint();
    }
  }
  Verification check(base::Files& files, const std::vector<Checkpoint>& known = {}) {
    auto verification = verify(files, "/log", verifier, known);
    EXPECT_TRUE(verification);
    return verification.value_or(Verification{});
  }
  void flip_every(std::size_t step) {
    FilesInMemory files(path);
    ASSERT_TRUE(check(files).holds()) << named(check(files));
    for (auto& [name, bytes] : files.content)
      for (std::size_t i = 0; i < bytes.size(); i += step) {
        const auto bit = static_cast<std::uint8_t>(1U << (i % 8));
        bytes[i] ^= bit;
        const auto verification = check(files);
        EXPECT_EQ(places(verification), std::set<std::string>{name}) << name << " byte " << i << "\n"
                                                                     << named(verification);
        bytes[i] ^= bit;
      }
  }

  test::TemporaryFolder folder;
  base::Path path = folder / "log";
  base::PrivateKey key = base::PrivateKey::generate();
  Verifier verifier{origin, key.public_key()};
  std::map<std::uint64_t, Checkpoint> checkpoints;  // by size
};

TEST_F(Verifying, NamesTheFileOfEveryByteFlippedInALogOf20Entries) {
  make_log({20});
  flip_every(1);
}

TEST_F(Verifying, NamesTheFileOfBytesFlippedInALogOf300Entries) {
  make_log({300});
  flip_every(23);
}

TEST_F(Verifying, NamesAFileThatIsMissingCutOrUnreadable) {
  make_log({300});
  const FilesInMemory whole(path);
  for (const auto& [name, bytes] : whole.content) {
    auto files = whole;
    files.content[name].pop_back();
    EXPECT_EQ(places(check(files)), std::set<std::string>{name}) << named(check(files));
    files.content[name].clear();
    EXPECT_EQ(places(check(files)), std::set<std::string>{name}) << named(check(files));
    files.content.erase(name);
    EXPECT_TRUE(places(check(files)).contains(name)) << named(check(files));
    if (name == "checkpoint") continue;  // that one is an error: nothing could be checked
    files = whole;
    files.unreadable = name;
    EXPECT_EQ(places(check(files)), std::set<std::string>{name}) << named(check(files));
  }
  auto files = whole;
  files.unreadable = "checkpoint";
  EXPECT_EQ(verify(files, "/log", verifier).error().code, ErrorCode::io);
}

TEST_F(Verifying, GoesOnAfterTheFirstProblemAndNamesAll) {
  make_log({600});
  FilesInMemory files(path);
  files.content.erase("tile/entries/000");
  files.content["tile/0/001"][5] ^= 1;
  files.content["tile/1/000.p/2"][40] ^= 1;
  files.content["tile/entries/002.p/88"].push_back(0);
  EXPECT_EQ(places(check(files)),
            (std::set<std::string>{"tile/entries/000", "tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/88"}))
      << named(check(files));
}

TEST_F(Verifying, SeesATruncatedTail) {
  make_log({600});
  FilesInMemory files(path);
  std::erase_if(files.content,
                [](const auto& file) { return file.first.contains("001") || file.first.contains("002"); });
  EXPECT_TRUE(places(check(files)).contains("tile/entries/001"));
  EXPECT_TRUE(named(check(files)).contains("entries 256 to 599")) << named(check(files));
}

TEST_F(Verifying, SeesAnOlderCheckpointPutInPlaceOfANewer) {
  make_log({0, 5, 255, 256, 299, 300});
  for (const std::uint64_t old : {0U, 5U, 255U, 256U, 299U}) {
    FilesInMemory files(path);
    files.content["checkpoint"] = Bytes(checkpoints[old].note.begin(), checkpoints[old].note.end());
    EXPECT_TRUE(places(check(files)).contains("tile/0/001.p/44")) << named(check(files));
    const auto known = check(files, {checkpoints[300]});
    EXPECT_TRUE(
        named(known).contains(fmt::format("put back to an earlier state: the log had 300 entries and now has {}", old)))
        << named(known);
  }
}

TEST_F(Verifying, NeedsAKnownCheckpointToSeeAnOlderStateOfTheWholeFolder) {
  make_log({0, 3, 4, 5});
  const FilesInMemory older(path);
  auto log = *Log::open(base::real_files(), path, origin, key);
  ASSERT_TRUE(log.append(Json("the one that somebody wants gone")));
  auto files = older;
  EXPECT_TRUE(check(files).holds());  // the honest limit of a log that is alone
  EXPECT_EQ(places(check(files, {log.checkpoint()})), std::set<std::string>{"checkpoint"});
}

TEST_F(Verifying, SeesALogRewrittenByWhoeverHasTheKey) {
  make_log({0, 3, 4, 5});
  const test::TemporaryFolder other;
  auto forged = *Log::open(base::real_files(), other.path() / "log", origin, key);
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(forged.append(Json(i == 3 ? 33 : i)));
  FilesInMemory files(other.path() / "log");
  EXPECT_TRUE(check(files, {checkpoints[0], checkpoints[3]}).holds());
  const auto verification = check(files, {checkpoints[3], checkpoints[5], checkpoints[4]});
  EXPECT_EQ(verification.problems.size(), 2U) << named(verification);
  EXPECT_TRUE(named(verification).contains("rewritten: the first 5 entries"));
}

TEST_F(Verifying, SeesACheckpointSignedByAnotherKeyOrOfAnotherLog) {
  make_log({20});
  const auto& mine = checkpoints[20];
  FilesInMemory files(path);
  const auto replaced_by = [&](const std::string& note) {
    files.content["checkpoint"] = Bytes(note.begin(), note.end());
    const auto verification = check(files);
    EXPECT_EQ(places(verification), std::set<std::string>{"checkpoint"}) << named(verification);
    EXPECT_EQ(verification.entries, 20U);  // the rest was read all the same
    EXPECT_TRUE(verification.checkpoint.note.empty());
    return named(verification);
  };
  EXPECT_TRUE(replaced_by(sign_checkpoint(origin, 20, mine.root, base::PrivateKey::generate()).note)
                  .contains("not signed by the key"));
  EXPECT_TRUE(
      replaced_by(sign_checkpoint("other.example/log", 20, mine.root, key).note).contains("not signed by the key"));
  const auto other_origin = fmt::format("other.example/log\n20\n{}\n", base::to_base64(mine.root));
  EXPECT_TRUE(replaced_by(sign_note(other_origin, origin, key)).contains("another log"));
  EXPECT_TRUE(replaced_by("").contains("not a signed note"));
}

TEST_F(Verifying, SeesARootThatTheEntriesDoNotLeadTo) {
  make_log({20});
  FilesInMemory files(path);
  const auto note = sign_checkpoint(origin, 20, base::sha256({}), key).note;
  files.content["checkpoint"] = Bytes(note.begin(), note.end());
  EXPECT_EQ(places(check(files)), std::set<std::string>{"checkpoint"});
}

TEST_F(Verifying, TakesLeftoversForHarmlessOnlyWhenTheNewestCheckpointIsKnown) {
  make_log({0, 3, 4, 5});
  FilesInMemory files(path);
  files.content["tile/0/000.p/6"] = Bytes(17);
  files.content[".checkpoint.0123456789abcdef"] = {};
  EXPECT_EQ(places(check(files)), (std::set<std::string>{"tile/0/000.p/6", ".checkpoint.0123456789abcdef"}));
  EXPECT_EQ(places(check(files, {checkpoints[4]})).size(), 2U);
  EXPECT_TRUE(check(files, {checkpoints[5]}).holds());
  files.content["tile/entries/000.p/7"] = {};
  EXPECT_FALSE(check(files, {checkpoints[5]}).holds());
}

TEST_F(Verifying, NamesFilesThatDoNotBelongToALog) {
  make_log({0, 3, 4, 5});
  FilesInMemory files(path);
  for (const auto* name : {"notes.txt", "tile/0/000.bak", "tile/9/000", "tile/0/x000/000"}) files.content[name] = {};
  EXPECT_EQ(places(check(files)),
            (std::set<std::string>{"notes.txt", "tile/0/000.bak", "tile/9/000", "tile/0/x000/000"}))
      << named(check(files));
}

TEST_F(Verifying, SeesAnEntryThatIsNotCanonicalJson) {
  make_log({1});
  FilesInMemory files(path);
  files.content["tile/entries/000.p/1"] = {0, 2, ' ', '0'};
  EXPECT_TRUE(named(check(files)).contains("entry 0 is not canonical JSON")) << named(check(files));
}

TEST_F(Verifying, SaysThatThereIsNoLogWhereThereIsNone) {
  EXPECT_EQ(verify(base::real_files(), folder / "none", verifier).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace runseal::evidence
