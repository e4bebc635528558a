#include "store/entries.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "store/outbox.h"
#include "support/temporary.h"

namespace runseal::store {
namespace {

struct Entries : testing::Test {
  test::TemporaryFolder folder;
  Database database = *Database::open(folder / "runseal.db");
  std::uint64_t count = 0;

  void add(const std::string& kind, const std::string& subject, const std::string& at, const std::string& words = {}) {
    const auto id = "e" + std::to_string(count);
    ASSERT_TRUE(add_entry(database, id, Json{{"kind", kind}, {"subject", subject}, {"at", at}, {"data", words}}));
    ASSERT_TRUE(place_entry(database, id, count++));
  }
  std::vector<std::uint64_t> found(const EntrySearch& search) {
    const auto result = search_entries(database, search);
    EXPECT_TRUE(result) << (result ? "" : result.error().describe());
    std::vector<std::uint64_t> out;
    if (result)
      for (const auto& item : result->items) out.push_back(item.index);
    return out;
  }
};

using Numbers = std::vector<std::uint64_t>;

TEST_F(Entries, AreFoundByKindSubjectTextAndTimeNewestFirst) {
  add("device", "miseq-1", "2026-01-01T00:00:00.000Z", "100% \"Rīga\"");
  add("device", "miseq-2", "2026-01-02T00:00:00.000Z");
  add("observation", "smb://nas01/runs", "2026-01-03T00:00:00.000Z", "signing_required");
  add("device", "miseq-1", "2026-01-01T12:00:00.000Z", "the clock was set back");
  EXPECT_EQ(found({}), (Numbers{3, 2, 1, 0}));
  EXPECT_EQ(found({.kind = "device"}), (Numbers{3, 1, 0}));
  EXPECT_EQ(found({.subject = "miseq-1"}), (Numbers{3, 0}));
  EXPECT_EQ(found({.kind = "observation", .subject = "miseq-1"}), Numbers{});
  EXPECT_EQ(found({.text = "SIGNING"}), Numbers{2});
  EXPECT_EQ(found({.text = "signing-required"}), Numbers{}) << "an underscore stands for itself";
  EXPECT_EQ(found({.text = "100% \"Rīga\""}), Numbers{0});
  EXPECT_EQ(found({.text = "'; DROP TABLE evidence; --"}), Numbers{});
  EXPECT_EQ(found({.since = "2026-01-02T00:00:00.000Z"}), (Numbers{2, 1}));
  EXPECT_EQ(found({.until = "2026-01-02T00:00:00.000Z"}), (Numbers{3, 0}));
  EXPECT_EQ(found({.kind = "device", .text = "clock", .since = "2026-01-01T06:00:00.000Z"}), Numbers{3});
  EXPECT_EQ(*entries_about(database, "miseq-1", "", 10), (Numbers{0, 3}));
  EXPECT_EQ(*entries_about(database, "miseq-1", "observation", 10), Numbers{});
}

TEST_F(Entries, ThatWaitForTheLogAreNotShown) {
  add("device", "a", "2026-01-01T00:00:00.000Z");
  ASSERT_TRUE(add_entry(database, "waits", Json{{"kind", "device"}, {"subject", "a"}, {"at", ""}}));
  EXPECT_EQ(found({}), Numbers{0});
  EXPECT_EQ(found({.kind = "device"}), Numbers{0});
  EXPECT_EQ(*entries_about(database, "a", "", 10), Numbers{0});
}

TEST_F(Entries, ComePageByPageWithoutGapOrRepeat) {
  for (int i = 0; i < 25; ++i) add(i % 2 == 0 ? "device" : "match", "x", "2026-01-01T00:00:00.000Z", "word");
  for (const auto& asked :
       {EntrySearch{.most = 4}, EntrySearch{.kind = "device", .most = 4}, EntrySearch{.text = "word", .most = 4}}) {
    Numbers all;
    auto search = asked;
    for (;;) {
      const auto page = *search_entries(database, search);
      EXPECT_LE(page.items.size(), 4U);
      for (const auto& item : page.items) all.push_back(item.index);
      if (!page.next) break;
      search.before = page.next;
    }
    EXPECT_EQ(all.size(), asked.kind.empty() ? 25U : 13U);
    EXPECT_TRUE(std::ranges::is_sorted(all, std::greater<>()));
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  }
}

// A million of them, as a laboratory of some years has: written directly, with the words of real observations' size.
TEST_F(Entries, OfAMillionAreListedInUnder200Milliseconds) {
  const std::uint64_t many = std::getenv("RUNSEAL_ALL_TESTS") ? 1'000'000 : 20'000;
  ASSERT_TRUE(database.execute(
      "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < cast(:1 AS INTEGER)) "
      "INSERT INTO evidence (entry_id, body, position, sequence) SELECT 'e' || i, json_object('v', 1, 'id', 'e' || i, "
      "'kind', CASE i % 100 WHEN 7 THEN 'action' ELSE 'observation' END, 'subject', 'smb://nas' || (i % 5000) || "
      "'/runs', "
      "'at', strftime('%Y-%m-%dT%H:%M:%S.000Z', 1700000000 + i * 60, 'unixepoch'), 'user', 'root', "
      "'data', hex(zeroblob(300)) || ' number ' || i || '.'), i, i + 1 FROM n",
      {std::to_string(many)}));
  const auto rare = std::string("number 3.");
  const EntrySearch searches[] = {{},
                                  {.before = many / 2, .most = 500},
                                  {.kind = "action"},
                                  {.kind = "nothing"},
                                  {.subject = "smb://nas17/runs"},
                                  {.kind = "action", .subject = "smb://nas7/runs"},
                                  {.text = "number"},
                                  {.text = rare},
                                  {.kind = "action", .text = rare},
                                  {.since = "2023-12-01T00:00:00.000Z", .until = "2023-12-02T00:00:00.000Z"},
                                  {.until = "2000-01-01T00:00:00.000Z"},
                                  {.since = "2100-01-01T00:00:00.000Z"}};
  for (const auto& search : searches) {
    const auto began = std::chrono::steady_clock::now();
    const auto page = search_entries(database, search);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    ASSERT_TRUE(page) << page.error().describe();
    const auto what =
        fmt::format("kind '{}' subject '{}' text '{}' since '{}' until '{}': {:.1f} ms, {} found", search.kind,
                    search.subject, search.text, search.since, search.until, took.count(), page->items.size());
    EXPECT_LT(took.count(), 200) << what;
    if (std::getenv("RUNSEAL_ALL_TESTS")) fmt::print("{}\n", what);
  }
  // what is rare is found, if by more than one request
  EntrySearch search{.text = rare};
  for (;;) {
    const auto page = *search_entries(database, search);
    if (!page.items.empty()) {
      EXPECT_EQ(page.items.front().index, 3U);
      break;
    }
    ASSERT_TRUE(page.next);
    search.before = page.next;
  }
}

}  // namespace
}  // namespace runseal::store
