#include "notice/inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runseal::notice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Inventory> read(std::string_view csv) { return read_inventory(base::as_bytes(csv)); }

Inventory good(std::string_view csv) {
  auto inventory = read(csv);
  EXPECT_TRUE(inventory) << inventory.error().describe();
  return inventory ? *std::move(inventory) : Inventory{};
}

TEST(Inventory, TakesColumnsInAnyOrderWithAnySeparator) {
  for (const char separator : {',', ';', '\t', '|'}) {
    std::string csv =
        "Serial number,Colour,Device name,REF,Role,OS\r\nNB1,blue,NextSeq 550Dx,20005715,sequencer,Windows 10 IoT\r\n";
    for (auto& c : csv) c = c == ',' ? separator : c;
    const auto inventory = good(csv);
    ASSERT_EQ(inventory.devices.size(), 1U);
    const auto& device = inventory.devices.front();
    EXPECT_EQ(device.id, "nextseq-550dx");
    EXPECT_EQ(device.serial, "NB1");
    EXPECT_EQ(device.catalogue_number, "20005715");
    EXPECT_EQ(device.role, model::Role::sequencer);
    EXPECT_EQ(device.operating_system, "Windows 10 IoT");
    EXPECT_THAT(inventory.ignored_columns, ElementsAre("Colour"));
  }
}

// "Nosaukums;Loma" and "Sekvenators;sekvenātors", by iconv -t WINDOWS-1257, UTF-16LE, UTF-16BE
TEST(Inventory, ReadsLatvianInEveryEncodingOfASpreadsheet) {
  const std::string utf8 = "Nosaukums;Loma;Vieta\nŠūnu ierīce;sekvenātors;Rīga\n";
  const std::string baltic =
      "Nosaukums;Loma;Vieta\n\xd0\xfbnu ier\xee"
      "ce;sekven\xe2tors;R\xee"
      "ga\n";
  std::string little("\xff\xfe");
  std::string big("\xfe\xff");
  for (const char16_t c : std::u16string(u"Nosaukums;Loma;Vieta\nŠūnu ierīce;sekvenātors;Rīga\n")) {
    const auto low = static_cast<char>(c & 0xffU);
    const auto high = static_cast<char>(c >> 8U);
    little += {low, high};
    big += {high, low};
  }
  for (const auto& csv : {utf8, "\xef\xbb\xbf" + utf8, baltic, little, big, little.substr(2), big.substr(2)}) {
    const auto inventory = good(csv);
    ASSERT_EQ(inventory.devices.size(), 1U);
    EXPECT_EQ(inventory.devices[0].name, "Šūnu ierīce");
    EXPECT_EQ(inventory.devices[0].site, "Rīga");
    EXPECT_EQ(inventory.devices[0].role, model::Role::sequencer);
    EXPECT_EQ(inventory.devices[0].id, "sunu-ierice");
  }
}

TEST(Inventory, ReadsWesternLettersOfWindows1252) {
  EXPECT_EQ(good("name\nPr\xe9lev\xe8ment \xe0 l'h\xf4pital\n").devices.at(0).name, "Prélevèment à l'hôpital");
}

TEST(Inventory, UnquotesAsRfc4180Says) {
  const auto inventory = good("name,site\r\n\"Reader \"\"A\"\", left\",\"two\r\nlines\"\r\nB,C\r\n");
  ASSERT_EQ(inventory.devices.size(), 1U);  // a line break in a site name is refused
  ASSERT_EQ(inventory.problems.size(), 1U);
  EXPECT_EQ(inventory.problems[0].line, 2);
  EXPECT_EQ(good("name,site\n\"Reader \"\"A\"\", left\",x\n").devices.at(0).name, "Reader \"A\", left");
}

TEST(Inventory, ReportsEachBadRowWithItsLineAndReasonAndKeepsTheOthers) {
  const auto inventory = good(
      "id,name,udi-di,role,connections,modes\n"
      "a,Good,816270020125,sequencer,smb://nas01/runs \\\\NAS02\\x|sftp://h:2222/y,Dx/RUO\n"
      "b,Bad digit,00816270020126,,,\n"
      "\n"
      "c,Bad role,,toaster,,\n"
      "d,Bad address,,,smb://u:p@nas/x,\n"
      "a,Twice,,,,\n"
      "e,,,,,\n"
      "f,Bad mode,,,,XY\n"
      "g,Too many,,,,,,x\n"
      "h,\"Open quote,,,,\n");
  ASSERT_EQ(inventory.devices.size(), 1U);
  EXPECT_EQ(inventory.devices[0].udi_di, "00816270020125");
  EXPECT_THAT(inventory.devices[0].connections, ElementsAre("smb://nas01/runs", "smb://nas02/x", "sftp://h:2222/y"));
  EXPECT_THAT(inventory.devices[0].modes, ElementsAre("Dx", "RUO"));
  ASSERT_EQ(inventory.problems.size(), 8U);
  const std::pair<int, const char*> expected[] = {{3, "check digit"}, {5, "toaster"},      {6, "password"},
                                                  {7, "another row"}, {8, "name"},         {9, "mode \"XY\""},
                                                  {10, "more cells"}, {11, "never closed"}};
  for (std::size_t i = 0; i < inventory.problems.size(); ++i) {
    EXPECT_EQ(inventory.problems[i].line, expected[i].first);
    EXPECT_THAT(inventory.problems[i].reason, HasSubstr(expected[i].second));
  }
}

TEST(Inventory, MakesIdsFromNamesAndNeverTakesAGivenOne) {
  const auto inventory = good("name,id\nMiSeqDx,\nMiSeqDx,\nMiSeqDx,miseqdx-2\nMiSeqDx,\n");
  std::vector<std::string> ids;
  for (const auto& device : inventory.devices) ids.push_back(device.id);
  EXPECT_THAT(ids, ElementsAre("miseqdx", "miseqdx-3", "miseqdx-2", "miseqdx-4"));
}

TEST(Inventory, AScannedUdiFillsIdentifierAndSerial) {
  const auto inventory = good(
      "name,scanned udi,serial\nA,(01)00816270020125(21)NB123,\nB,]d20100816270020125"
      "21NB9,NB8\n");
  ASSERT_EQ(inventory.devices.size(), 1U);
  EXPECT_EQ(inventory.devices[0].udi_di, "00816270020125");
  EXPECT_EQ(inventory.devices[0].serial, "NB123");
  EXPECT_THAT(inventory.problems.at(0).reason, HasSubstr("contradict"));
}

TEST(Inventory, RefusesWhatIsNoInventory) {
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read("\n\n"));
  EXPECT_FALSE(read("colour,weight\nblue,3\n"));
  EXPECT_FALSE(read("name,device\na,b\n"));  // which of the two is the name?
  EXPECT_FALSE(read(std::string("name\na\0b\n", 9)));
  EXPECT_EQ(read(std::string(10'000'000, '|')).error().code, ErrorCode::limit);
  EXPECT_FALSE(read("name\n\"" + std::string(1'000'000, 'x')));
  EXPECT_EQ(read(std::string((16U << 20U) + 1, 'x')).error().code, ErrorCode::limit);
}

TEST(Device, IsCompletedAndChecked) {
  model::Device device;
  device.name = "  MiSeqDx ";
  device.connections = {"\\\\NAS01\\Runs\\"};
  const auto complete = complete_device(device);
  ASSERT_TRUE(complete) << complete.error().describe();
  EXPECT_EQ(complete->id, "miseqdx");
  EXPECT_EQ(complete->name, "MiSeqDx");
  EXPECT_THAT(complete->connections, ElementsAre("smb://nas01/Runs"));
  device.id = "../etc";
  EXPECT_FALSE(complete_device(device));
  device.id = "";
  device.name = "a\x1b[31m";
  EXPECT_FALSE(complete_device(device));
}

}  // namespace
}  // namespace runseal::notice
