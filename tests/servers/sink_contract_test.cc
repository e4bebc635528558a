// What the engine relies on of any sink. A new sink joins with one line in `all_sites`.
#include <functional>

#include "base/random.h"
#include "support/deposit_site.h"
#include "support/memory_sink.h"
#include "support/s3_server.h"
#include "transfer/sinks/s3.h"

namespace runseal::transfer {
namespace {

// A place to open a sink over, and to look at behind its back.
struct SinkSite {
  virtual ~SinkSite() = default;
  virtual std::unique_ptr<Sink> open() = 0;
};

struct SftpSite : SinkSite {
  std::unique_ptr<Sink> open() override {
    std::filesystem::create_directories(folder / "into");
    auto sink = open_sftp(sshd.options(folder / "into", sshd.port()));
    EXPECT_TRUE(sink) << sink.error().describe();
    return sink ? *std::move(sink) : nullptr;
  }
  test::TemporaryFolder folder;
  test::Sshd sshd{folder / "sshd"};
};

// A prefix of its own for each test.
struct S3Site : SinkSite {
  explicit S3Site(test::S3Server& of) : server(of) {}
  std::unique_ptr<Sink> open() override {
    auto sink = open_s3(server.options("contract/" + base::random_id() + "/"));
    EXPECT_TRUE(sink) << sink.error().describe() << server.logs();
    return sink ? *std::move(sink) : nullptr;
  }
  test::S3Server& server;
};

struct MemorySite : SinkSite {
  std::unique_ptr<Sink> open() override { return std::make_unique<test::MemorySink>(store); }
  test::MemorySink::Store store;
};

struct SiteName {
  const char* name;
  std::function<std::unique_ptr<SinkSite>()> make;
};
const SiteName all_sites[] = {
    {"sftp", [] { return std::make_unique<SftpSite>(); }},
    {"objects", [] { return std::make_unique<MemorySite>(); }},
    {"radosgw", [] { return std::make_unique<S3Site>(test::radosgw()); }},
    {"swift", [] { return std::make_unique<S3Site>(test::swift()); }},
};

class SinkContract : public testing::TestWithParam<SiteName> {
 protected:
  SinkContract() : site(GetParam().make()), sink(site->open()), session(connect()) {}

  std::unique_ptr<SinkSession> connect(const std::string& run = "run1", const std::string& owner = "me") const {
    auto made = sink->connect(run, owner);
    EXPECT_TRUE(made) << made.error().describe();
    return made ? *std::move(made) : nullptr;
  }
  static Entry file(const std::string& path, const std::string& content) {
    Entry entry;
    entry.path = path;
    entry.size = content.size();
    entry.mtime_ns = 1'715'160'600'123'456'789;
    return entry;
  }
  Result<> put(const std::string& path, const std::string& content, std::uint64_t from = 0, bool finish = true) const {
    RUNSEAL_TRY(const auto upload, session->put(file(path, content), from));
    RUNSEAL_CHECK(upload->write(base::as_bytes(content).subspan(from)));
    return finish ? upload->finish() : Result<>{};
  }
  // What makes a run of it.
  Result<> put_seal() const {
    RUNSEAL_CHECK(session->make_folder(".runseal"));
    return put(".runseal/seal.json", "{}");
  }
  [[nodiscard]] std::string get(Area area, const std::string& path) const {
    const auto download = session->get(area, path);
    if (!download) return download.error().describe();
    std::string text;
    Bytes block(100'000);
    for (;;) {
      const auto got = (*download)->read(block);
      if (!got) return got.error().describe();
      if (*got == 0) return text;
      text.append(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(*got));
    }
  }
  [[nodiscard]] std::map<std::string, Found> listed(Area area) const {
    std::map<std::string, Found> out;
    const auto found = session->list(area);
    EXPECT_TRUE(found) << found.error().describe();
    for (const auto& one : *found) out[one.path] = one;
    return out;
  }

  std::unique_ptr<SinkSite> site;
  std::unique_ptr<Sink> sink;
  std::unique_ptr<SinkSession> session;
};

TEST_P(SinkContract, GivesBackWhatItWasGivenWhateverItsNameAndSize) {
  ASSERT_EQ(session->prepare(), Standing::fresh);
  std::map<std::string, std::string> files{{"plain", "content"},
                                           {"empty", ""},
                                           {"new\nline", "a"},
                                           {"a + b & c = d; e ~ %2B Pārbaude.txt", "+"},
                                           {"control \x01 \x1b \x7f", "e"},
                                           {"not utf-8 \xff\xfe", "b"},
                                           {"back\\slash 'quote' \"quote\" %41 *?#", "c"},
                                           {std::string(255, 'n'), "d"},
                                           {"large", test::noise(15'000'001, 7)}};
  if (sink->description().utf8_names_only) {
    const auto refused = put("not utf-8 \xff\xfe", files.extract("not utf-8 \xff\xfe").mapped());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid) << refused.error().describe();
  }
  for (const auto& [path, content] : files) EXPECT_TRUE(put(path, content)) << path;
  const auto found = listed(Area::arriving);
  EXPECT_EQ(found.size(), files.size());
  for (const auto& [path, content] : files) {
    EXPECT_TRUE(get(Area::arriving, path) == content) << path;
    ASSERT_TRUE(found.contains(path)) << path;
    EXPECT_EQ(found.at(path).kind, EntryKind::file);
    EXPECT_EQ(found.at(path).size, content.size());
  }
}

TEST_P(SinkContract, PuttingFromTheStartLeavesNothingOfWhatWasThere) {
  ASSERT_TRUE(session->prepare());
  ASSERT_TRUE(put("file", std::string(100'000, 'a')));
  ASSERT_TRUE(put("file", "short"));
  EXPECT_EQ(get(Area::arriving, "file"), "short");
}

TEST_P(SinkContract, GoesOnWhereTheListSaysThatAFileEnds) {
  ASSERT_TRUE(session->prepare());
  const auto content = test::noise(3'000'000, 3);
  (void)put("file", content.substr(0, 2'000'000), 0, false);  // as one that was cut
  session = connect();
  ASSERT_EQ(session->prepare(), sink->description().can_append ? Standing::resumes : Standing::fresh);
  const auto there = listed(Area::arriving);
  if (!sink->description().can_append) {
    EXPECT_FALSE(there.contains("file")) << "half an object was listed";
    return;
  }
  ASSERT_TRUE(there.contains("file"));
  ASSERT_TRUE(put("file", content, there.at("file").size));
  EXPECT_TRUE(get(Area::arriving, "file") == content);
}

TEST_P(SinkContract, NothingStandsUnderTheNameBeforeItIsPublishedAndNothingIsReplacedThen) {
  ASSERT_TRUE(session->prepare());
  ASSERT_TRUE(put("file", "first"));
  const auto other = connect("run1", "somebody else");
  EXPECT_EQ(other->prepare(), Standing::fresh) << "another's hidden tree was found";
  ASSERT_TRUE(put_seal());
  if (!sink->description().can_rename) {
    ASSERT_TRUE(session->copy(file("file", "first")));
    ASSERT_TRUE(put("read back by nobody", "x"));
  }
  ASSERT_TRUE(session->publish());
  EXPECT_EQ(get(Area::standing, "file"), "first");
  const auto refused = other->publish();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::exists) << refused.error().describe();
  session = connect();
  EXPECT_EQ(session->prepare(), Standing::exists);
  EXPECT_EQ(listed(Area::standing).size(), sink->description().keeps_folders ? 3U : 2U);
  EXPECT_EQ(get(Area::standing, "file"), "first");
}

TEST_P(SinkContract, ASinkThatCannotRenameCopiesFileByFileAndTakesItBack) {
  if (sink->description().can_rename) return;
  ASSERT_TRUE(session->prepare());
  const auto content = test::noise(12'000'000, 9);
  ASSERT_TRUE(put("folder/a large one", content));
  ASSERT_TRUE(session->copy(file("folder/a large one", content)));
  ASSERT_TRUE(connect()->copy(file("folder/a large one", content))) << "copied a second time";
  EXPECT_TRUE(get(Area::standing, "folder/a large one") == content);
  ASSERT_TRUE(session->take_back());
  EXPECT_TRUE(listed(Area::standing).empty());
  ASSERT_TRUE(session->copy(file("folder/a large one", content)));
  session = connect();
  EXPECT_EQ(session->prepare(), Standing::resumes) << "the copies of a killed sender were taken for a run";
  ASSERT_TRUE(put_seal());
  ASSERT_TRUE(session->publish());
  EXPECT_TRUE(get(Area::standing, "folder/a large one") == content);
  EXPECT_TRUE(listed(Area::arriving).empty());
}

TEST_P(SinkContract, WhatIsNotThereIsNotFound) {
  ASSERT_TRUE(session->prepare());
  const auto download = session->get(Area::arriving, "no such file");
  ASSERT_FALSE(download);
  EXPECT_EQ(download.error().code, ErrorCode::not_found) << download.error().describe();
}

TEST_P(SinkContract, ListsFoldersBeforeWhatLiesInThemAndRemovesInTheOtherOrder) {
  ASSERT_TRUE(session->prepare());
  ASSERT_TRUE(session->make_folder("a"));
  ASSERT_TRUE(session->make_folder("a"));
  ASSERT_TRUE(session->make_folder("a/b"));
  ASSERT_TRUE(put("a/b/file", "x"));
  const auto found = session->list(Area::arriving);
  ASSERT_TRUE(found);
  if (sink->description().keeps_folders) {
    ASSERT_EQ(found->size(), 3U);
    EXPECT_EQ((*found)[0].path, "a");
    EXPECT_EQ((*found)[1].path, "a/b");
  }
  for (auto i = found->size(); i-- > 0;) EXPECT_TRUE(session->remove((*found)[i])) << (*found)[i].path.view();
  EXPECT_TRUE(listed(Area::arriving).empty());
}

TEST_P(SinkContract, LinksLeadWhereTheyWereToldTo) {
  ASSERT_TRUE(session->prepare());
  if (!sink->description().can_link) return;
  Entry link;
  link.kind = EntryKind::link;
  link.path = "a link";
  link.target = "folder/target \xff";
  ASSERT_TRUE(session->make_link(link));
  const auto found = listed(Area::arriving);
  ASSERT_TRUE(found.contains("a link"));
  EXPECT_EQ(found.at("a link").kind, EntryKind::link);
  EXPECT_EQ(found.at("a link").target, link.target);
}

TEST_P(SinkContract, DescribesItselfAndShowsNoSecret) {
  const auto& description = sink->description();
  EXPECT_FALSE(description.scheme.empty());
  EXPECT_FALSE(description.help.empty());
  for (const auto& option : description.options) EXPECT_FALSE(option.help.empty()) << option.name;
  EXPECT_TRUE(sink->url().starts_with(description.scheme + ":"));
}

TEST_P(SinkContract, SeveralConnectionsServeOneRun) {
  ASSERT_TRUE(session->prepare());
  const auto second = connect();
  const auto content = test::noise(400'000, 5);
  const auto upload = second->put(file("from the second", content), 0);
  ASSERT_TRUE(upload);
  ASSERT_TRUE((*upload)->write(base::as_bytes(content)));
  ASSERT_TRUE((*upload)->finish());
  EXPECT_TRUE(get(Area::arriving, "from the second") == content);
}

INSTANTIATE_TEST_SUITE_P(AllSinks, SinkContract, testing::ValuesIn(all_sites),
                         [](const auto& site) { return std::string(site.param.name); });

// The engine over a sink that has objects only: no appending, no folders, no links, no modes.
class Objects : public test::DepositSite {
 protected:
  test::MemorySink::Store store;
  test::MemorySink sink{store};
};

TEST_F(Objects, ARunIsStoredReadBackAndResumedByWholeFiles) {
  large_files(4, 2'000'000);
  int puts = 0;
  test::HookedSink stops(sink, {}, [&](const std::string&) -> Result<> {
    if (++puts == 3) return fail(ErrorCode::denied, "stop here");
    return {};
  });
  options.streams = 1;
  ASSERT_FALSE(deposit_to(stops));
  const auto deposited = deposit_to(sink);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_EQ(progress->bytes_sent, 2'000'000U + 2'000'001U);  // two of the four were there: the larger ones went first
  const auto stored = store.standing("run1");
  EXPECT_EQ(stored.size(), 8U);
  EXPECT_EQ(stored.at("L001/2.cbcl"), test::read_file(run / "L001/2.cbcl"));
  const auto again = deposit_to(sink);
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_TRUE(again->was_there);
  EXPECT_EQ(again->outcome, DepositOutcome::verified);
}

TEST_F(Objects, ACopyThatTheServerSpoiledIsFoundAndTakenBack) {
  large_files(2, 10'000);
  test::write_file(run / "RunInfo.xml", "<RunInfo/>");
  store.spoils_copies_of = "L001/1.cbcl";
  const auto deposited = deposit_to(sink);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::corrupt);
  ASSERT_EQ(deposited->corrupt.size(), 1U);
  EXPECT_EQ(deposited->corrupt[0].path, "L001/1.cbcl");
  EXPECT_TRUE(store.standing("run1").empty());
}

TEST_F(Objects, ARunWithALinkIsRefusedWhereLinksCannotBeKept) {
  small_run();
  const auto refused = deposit_to(sink);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  EXPECT_EQ(refused.error().where, "a link");
}

}  // namespace
}  // namespace runseal::transfer
