#include "evidence/tiles.h"

#include <gtest/gtest.h>

#include "evidence/edge.h"

namespace runseal::evidence {
namespace {

TEST(Tiles, AreNamedAsTheSpecificationsExampleSays) {
  EXPECT_EQ(path_of({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(path_of({0, 0, 256}), "tile/0/000");
  EXPECT_EQ(path_of({2, 999, 17}), "tile/2/999.p/17");
  EXPECT_EQ(path_of({entries_level, 1000, 1}), "tile/entries/x001/000.p/1");
}

TEST(Tiles, EveryNameReadsBackAsTheSameTile) {
  for (const int level : {entries_level, 0, 1, 4})
    for (const std::uint64_t index : {0ULL, 1ULL, 255ULL, 999ULL, 1000ULL, 1234067ULL})
      for (const unsigned width : {1U, 9U, 10U, 255U, 256U}) {
        const Tile tile{level, index, width};
        EXPECT_EQ(tile_named(path_of(tile)), tile) << path_of(tile);
      }
  EXPECT_EQ(tile_named("tile/7/000.p/255"), (Tile{7, 0, 255}));
}

TEST(Tiles, OtherNamesAreNoTiles) {
  for (const auto* name : {"",
                           "tile",
                           "tile/0",
                           "tile/0/0",
                           "tile/0/0000",
                           "tile/8/000",
                           "tile/00/000",
                           "tile/01/000",
                           "tile/-1/000",
                           "tile/entry/000",
                           "tile/0/000.p",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/+1",
                           "tile/0/000.p/1/2",
                           "tile/0/x000/001",
                           "tile/0/001/002",
                           "tile/0/x1/002",
                           "tile/0/x001",
                           "tile/0/ 01",
                           "tile/0/000.P/1",
                           "tile/0/000 ",
                           "tiles/0/000",
                           "tile/0/x999/x999/x999/x999/x999/x999/999",
                           "tile/7/001",
                           "tile/7/000",
                           "/tile/0/000",
                           "tile/0/.000.p/1"})
    EXPECT_FALSE(tile_named(name)) << name;
}

TEST(Tiles, AreThoseOfTheSpecificationsExampleOf70000Entries) {
  const std::uint64_t size = 70'000;
  EXPECT_EQ(hashes_at(0, size) / 256, 273U);
  EXPECT_EQ(tile_at(0, 273, size).width, 112U);
  EXPECT_EQ(tile_at(1, 0, size).width, 256U);
  EXPECT_EQ(tile_at(1, 1, size).width, 17U);
  EXPECT_EQ(tile_at(2, 0, size).width, 1U);
  EXPECT_EQ(hashes_at(3, size), 0U);
  EXPECT_EQ(tile_at(0, 1, 256).width, 0U);
  EXPECT_EQ(tile_at(1, 0, 256).width, 1U);
}

TEST(Tiles, AFileIsNeededSupersededOrBeyond) {
  EXPECT_EQ(place_of({0, 0, 256}, 300), Place::needed);
  EXPECT_EQ(place_of({0, 1, 44}, 300), Place::needed);
  EXPECT_EQ(place_of({0, 1, 43}, 300), Place::superseded);
  EXPECT_EQ(place_of({0, 0, 17}, 300), Place::superseded);
  EXPECT_EQ(place_of({0, 1, 45}, 300), Place::beyond);
  EXPECT_EQ(place_of({0, 1, 256}, 300), Place::beyond);
  EXPECT_EQ(place_of({0, 2, 1}, 300), Place::beyond);
  EXPECT_EQ(place_of({1, 0, 1}, 300), Place::needed);
  EXPECT_EQ(place_of({1, 0, 2}, 300), Place::beyond);
  EXPECT_EQ(place_of({0, 0, 1}, 0), Place::beyond);
}

TEST(Tiles, WhatOneAppendWritesCanBeOfOneAppend) {
  for (std::uint64_t from : {0U, 1U, 255U, 256U, 300U, 511U, 512U, 700U})
    for (std::uint64_t count : {1U, 2U, 44U, 255U, 256U, 257U, 600U}) {
      Edge edge;
      std::vector<TileFile> ignored;
      while (edge.size() < from) edge.add("{}", ignored);
      std::vector<TileFile> files;
      while (edge.size() < from + count) edge.add("{}", files);
      for (auto& file : edge.partial_since(from)) files.push_back(file);
      std::vector<Tile> tiles;
      for (const auto& file : files) {
        EXPECT_EQ(place_of(file.tile, from + count), Place::needed) << path_of(file.tile);
        EXPECT_EQ(place_of(file.tile, from), Place::beyond) << path_of(file.tile);
        tiles.push_back(file.tile);
      }
      EXPECT_TRUE(one_append(tiles, from)) << from << " + " << count;
    }
}

TEST(Tiles, WhatTwoAppendsWroteCannotBeOfOne) {
  EXPECT_FALSE(one_append({{0, 0, 4}, {0, 0, 5}}, 3));
  EXPECT_FALSE(one_append({{0, 0, 4}, {entries_level, 0, 5}}, 3));
  EXPECT_FALSE(one_append({{0, 0, 4}, {0, 1, 256}}, 3));
  EXPECT_FALSE(one_append({{1, 0, 2}, {0, 1, 5}}, 3));
}

TEST(Bundles, WithAWrongLengthAnywhereAreRefused) {
  Bytes bundle;
  add_to_bundle(bundle, "abc");
  add_to_bundle(bundle, "");
  add_to_bundle(bundle, std::string(65535, 'x'));
  const auto entries = decode_bundle(bundle, 3);
  ASSERT_TRUE(entries);
  EXPECT_EQ(base::as_text((*entries)[0]), "abc");
  EXPECT_EQ((*entries)[2].size(), 65535U);
  EXPECT_FALSE(decode_bundle(bundle, 2));
  EXPECT_FALSE(decode_bundle(bundle, 4));
  for (std::size_t size = 0; size < bundle.size(); size += 97)
    EXPECT_FALSE(decode_bundle(ByteView(bundle).first(size), 3)) << size;
}

}  // namespace
}  // namespace runseal::evidence
