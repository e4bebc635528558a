#include "evidence/log.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/evidence_oracle.h"
#include "support/temporary.h"

namespace runseal::evidence {
namespace {

const std::string origin = "lab.example/evidence";

Json entry(std::size_t number) { return {{"number", number}, {"kind", "measurement"}}; }

class TheLog : public testing::Test {
 protected:
  Result<Log> open(const std::optional<Checkpoint>& known = {}) {
    return Log::open(base::real_files(), path, origin, key, known);
  }
  void expect_holds() {
    const auto verification = verify(base::real_files(), path, verifier);
    ASSERT_TRUE(verification);
    for (const auto& problem : verification->problems) ADD_FAILURE() << problem.where << ": " << problem.what;
  }

  test::TemporaryFolder folder;
  base::Path path = folder / "data" / "evidence";
  base::PrivateKey key = base::PrivateKey::generate();
  Verifier verifier{origin, key.public_key()};
};

TEST_F(TheLog, StartsEmptyAndSigned) {
  const auto log = open();
  ASSERT_TRUE(log) << log.error().describe();
  EXPECT_EQ(log->checkpoint().size, 0U);
  EXPECT_EQ(base::to_hex(log->checkpoint().root), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(test::read_file(path / "checkpoint"), log->checkpoint().note);
  expect_holds();
}

TEST_F(TheLog, HasAtEverySizeTheRootThatTheRfcDefinesAndTheFilesThatTheSpecificationNames) {
  auto log = open();
  ASSERT_TRUE(log);
  std::vector<std::string> logged;
  for (const std::size_t size :
       {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 31U, 32U, 33U, 254U, 255U, 256U, 257U, 258U, 300U}) {
    std::vector<Json> batch;
    for (auto i = logged.size(); i < size; ++i) {
      batch.push_back(entry(i));
      logged.push_back("{\"kind\":\"measurement\",\"number\":" + std::to_string(i) + "}");
    }
    ASSERT_EQ(log->append(batch)->back(), size - 1);
    ASSERT_EQ(log->checkpoint().root, test::oracle_root(logged)) << size;
  }
  EXPECT_EQ(test::oracle_entries(path, 300), logged);
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(path))
    if (file.is_regular_file()) files.push_back(file.path().lexically_relative(path));
  std::sort(files.begin(), files.end());
  EXPECT_EQ(files, (std::vector<std::string>{"checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
                                             "tile/entries/000", "tile/entries/001.p/44"}));
  expect_holds();
}

TEST_F(TheLog, GoesOnWhereItStoppedWhateverItsSize) {
  std::vector<std::string> logged;
  for (const std::size_t count : {1U, 1U, 253U, 1U, 1U, 255U, 256U, 1U, 700U, 3U}) {
    auto log = open();
    ASSERT_TRUE(log) << logged.size() << ": " << log.error().describe();
    ASSERT_EQ(log->checkpoint().size, logged.size());
    std::vector<Json> batch;
    for (std::size_t i = 0; i < count; ++i) {
      logged.push_back(std::to_string(logged.size()));
      batch.emplace_back(logged.size() - 1);
    }
    const auto indexes = log->append(batch);
    ASSERT_TRUE(indexes);
    EXPECT_EQ(indexes->size(), count);
    EXPECT_EQ(indexes->back(), logged.size() - 1);
    EXPECT_EQ(log->checkpoint().root, test::oracle_root(logged));
    expect_holds();
  }
  const auto checkpoint = read_checkpoint(base::real_files(), path, verifier);
  ASSERT_TRUE(checkpoint);
  for (const std::size_t index : {0U, 255U, 256U, 1000U, 1471U})
    EXPECT_EQ(read_entry(base::real_files(), path, *checkpoint, index), Json(index));
}

TEST_F(TheLog, GrowsPastASecondFullLevelAsTheSpecificationsExample) {
  auto log = open();
  ASSERT_TRUE(log);
  std::vector<Json> batch(70'000, Json(1));
  ASSERT_TRUE(log->append(batch));
  for (const auto* file : {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"})
    EXPECT_TRUE(std::filesystem::exists(path / file)) << file;
  EXPECT_EQ(log->checkpoint().root, test::oracle_root(std::vector<std::string>(70'000, "1")));
  const auto known = log->checkpoint();
  ASSERT_TRUE(log->append(Json(2)));
  EXPECT_TRUE(open(known));
  const auto proof = prove(base::real_files(), path, verifier, 65'537);
  ASSERT_TRUE(proof);
  EXPECT_EQ(verify_proof(*proof, verifier)->index, 65'537U);
  const auto verification = verify(base::real_files(), path, verifier, {known});
  ASSERT_TRUE(verification);
  EXPECT_TRUE(verification->holds());
  EXPECT_EQ(verification->entries, 70'001U);
}

TEST_F(TheLog, KeepsEntriesInCanonicalForm) {
  auto log = open();
  ASSERT_TRUE(log->append(Json::parse(R"({"z": 1.50, "a": "ā\u0001", "n": 1e17})")));
  EXPECT_EQ(test::oracle_entries(path, 1).at(0), "{\"a\":\"ā\\u0001\",\"n\":100000000000000000,\"z\":1.5}");
  expect_holds();
}

TEST_F(TheLog, RefusesAnEntryThatIsTooLongOrHasNoFormBeforeAnythingIsWritten) {
  auto log = open();
  const auto before = test::read_file(path / "checkpoint");
  const auto refused = log->append(std::vector<Json>{entry(1), Json(std::string(65534, 'x'))});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit);
  EXPECT_EQ(log->append(Json("\xff")).error().code, ErrorCode::invalid);
  EXPECT_EQ(test::read_file(path / "checkpoint"), before);
  EXPECT_FALSE(std::filesystem::exists(path / "tile"));
  EXPECT_EQ(log->append(Json(std::string(65533, 'x'))), 0U);
  expect_holds();
}

TEST_F(TheLog, AppendsNothingWhenGivenNothing) {
  auto log = open();
  const auto before = log->checkpoint().note;
  EXPECT_TRUE(log->append(std::vector<Json>{})->empty());
  EXPECT_EQ(log->checkpoint().note, before);
}

TEST_F(TheLog, HasNoEntryPastItsEnd) {
  auto log = open();
  ASSERT_TRUE(log->append(entry(0)));
  EXPECT_EQ(read_entry(base::real_files(), path, log->checkpoint(), 1).error().code, ErrorCode::not_found);
  EXPECT_EQ(prove(base::real_files(), path, verifier, 1).error().code, ErrorCode::not_found);
}

TEST_F(TheLog, IsReadWithAnOlderCheckpointWhileItGrows) {
  auto log = open();
  std::vector<Checkpoint> checkpoints;
  for (const std::size_t size : {1U, 2U, 7U, 254U, 255U, 256U, 257U, 270U}) {
    std::vector<Json> batch;
    for (auto i = log->checkpoint().size; i < size; ++i) batch.push_back(entry(i));
    ASSERT_TRUE(log->append(batch));
    checkpoints.push_back(log->checkpoint());
  }
  for (const auto& checkpoint : checkpoints)
    EXPECT_EQ(read_entry(base::real_files(), path, checkpoint, checkpoint.size - 1), entry(checkpoint.size - 1));
  EXPECT_TRUE(verify(base::real_files(), path, verifier, checkpoints)->holds());
}

TEST_F(TheLog, IsNotOpenedWithAnotherKeyOrUnderAnotherName) {
  ASSERT_TRUE(open()->append(entry(0)));
  const auto other_key = Log::open(base::real_files(), path, origin, base::PrivateKey::generate());
  ASSERT_FALSE(other_key);
  EXPECT_EQ(other_key.error().code, ErrorCode::denied);
  const auto other_name = Log::open(base::real_files(), path, "other.example/log", key);
  ASSERT_FALSE(other_name);
  EXPECT_EQ(other_name.error().code, ErrorCode::denied);
  EXPECT_EQ(Log::open(base::real_files(), folder / "new", "with space", key).error().code, ErrorCode::usage);
}

TEST_F(TheLog, IsNotOpenedWhenItLostWhatIsKnownOfIt) {
  auto log = open();
  for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(log->append(entry(i)));
  const auto known = log->checkpoint();
  const auto copy = folder / "copy";
  std::filesystem::copy(path, copy, std::filesystem::copy_options::recursive);
  ASSERT_TRUE(log->append(entry(3)));
  const auto newer = log->checkpoint();
  EXPECT_TRUE(open(known));
  EXPECT_TRUE(open(newer));
  std::filesystem::remove_all(path);
  std::filesystem::rename(copy, path);
  EXPECT_TRUE(open(known));
  EXPECT_EQ(open(newer).error().code, ErrorCode::corrupt);
  ASSERT_TRUE(open()->append(entry(33)));  // the same size again, with another entry
  const auto rewritten = open(newer);
  ASSERT_FALSE(rewritten);
  EXPECT_EQ(rewritten.error().code, ErrorCode::corrupt);
  std::filesystem::remove_all(path);
  EXPECT_EQ(open(newer).error().code, ErrorCode::corrupt);
}

TEST_F(TheLog, IsNotOpenedWithoutItsCheckpointOrWithADamagedEdge) {
  auto log = open();
  ASSERT_TRUE(log->append(std::vector<Json>(260, entry(0))));
  for (const auto* file : {"checkpoint", "tile/entries/001.p/4", "tile/0/001.p/4", "tile/1/000.p/1"}) {
    const auto content = test::read_file(path / file);
    std::filesystem::remove(path / file);
    EXPECT_EQ(open().error().code, ErrorCode::corrupt) << file;
    auto changed = content;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    test::write_file(path / file, changed);
    EXPECT_FALSE(open()) << file;
    test::write_file(path / file, content.substr(0, content.size() - 1));
    EXPECT_FALSE(open()) << file;
    test::write_file(path / file, content);
  }
  EXPECT_TRUE(open());
}

TEST_F(TheLog, ClearsAwayWhatAnUnfinishedAppendLeft) {
  auto log = open();
  for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(log->append(entry(i)));
  test::write_file(path / "tile/0/000.p/5", "torn");
  test::write_file(path / "tile/entries/000.p/5", "");
  test::write_file(path / "tile/entries/000.p/2", "old");
  test::write_file(path / ".checkpoint.0123456789abcdef", "torn");
  EXPECT_FALSE(verify(base::real_files(), path, verifier)->holds());
  const auto reopened = open();
  ASSERT_TRUE(reopened) << reopened.error().describe();
  EXPECT_EQ(reopened->checkpoint().size, 3U);
  expect_holds();
  for (const auto* file :
       {"tile/0/000.p/5", "tile/entries/000.p/5", "tile/entries/000.p/2", ".checkpoint.0123456789abcdef"})
    EXPECT_FALSE(std::filesystem::exists(path / file)) << file;
}

TEST_F(TheLog, TouchesNothingWhenMoreIsThereThanOneAppendCouldLeave) {
  auto log = open();
  for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(log->append(entry(i)));
  test::write_file(path / "tile/0/000.p/5", "");
  test::write_file(path / "tile/entries/000.p/6", "");
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
  EXPECT_TRUE(std::filesystem::exists(path / "tile/entries/000.p/6"));
}

}  // namespace
}  // namespace runseal::evidence
