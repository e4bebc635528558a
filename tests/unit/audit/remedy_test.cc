// What the remedies say for which device. That they work is shown on a real Samba (tests/servers/smb_lab_test.cc).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/device_limits.h"
#include "audit/rules/remedies.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using testing::HasSubstr;
using testing::Not;

model::Device device_with(const std::string& system) {
  model::Device device;
  device.operating_system = system;
  return device;
}

model::Remedy remedy(const std::vector<model::Remedy>& all, const std::string& target) {
  for (const auto& one : all)
    if (one.target == target) return one;
  ADD_FAILURE() << "no remedy for " << target;
  return {};
}

std::vector<model::Remedy> remedies(const model::Device& device) { return smb_remedies("smb://nas01/runs", {device}); }

TEST(DeviceLimits, KnowHowFarEachSystemGoes) {
  const auto end_of = [](const char* system) {
    const auto device = device_with(system);
    return smb_end_of(&device);
  };
  for (const auto* system : {"Windows 7", "windows 7 SP1 embedded", "WIN7", "Windows Embedded Standard 7",
                             "Windows Server 2008 R2", "Windows Vista"})
    EXPECT_EQ(end_of(system), SmbEnd::smb_2_1) << system;
  for (const auto* system : {"Windows 8.1", "Windows Server 2012 R2"})
    EXPECT_EQ(end_of(system), SmbEnd::smb_3_0) << system;
  for (const auto* system : {"Windows 10 IoT", "Windows 11", "Windows Server 2022", "Linux", "CentOS 7"})
    EXPECT_EQ(end_of(system), SmbEnd::modern) << system;
  for (const auto* system : {"Windows XP", "POSReady 2009", "Windows Server 2003"})
    EXPECT_EQ(end_of(system), SmbEnd::smb_1) << system;
  for (const auto* system : {"POSReady 7", "WES7"}) EXPECT_EQ(end_of(system), SmbEnd::smb_2_1) << system;
  for (const auto* system : {"", "QNX"}) EXPECT_EQ(end_of(system), SmbEnd::unrecorded) << system;
  EXPECT_EQ(smb_end_of(nullptr), SmbEnd::modern);
}

TEST(Remedies, SayForEachTargetWhatToDoHowToUndoItAndWhatMayBreak) {
  const auto all = smb_remedies("smb://nas01/runs", {});
  std::vector<std::string> targets;
  for (const auto& one : all) {
    targets.push_back(one.target);
    EXPECT_FALSE(one.text.empty() || one.undo.empty() || one.may_break.empty() || one.language.empty()) << one.target;
  }
  EXPECT_THAT(targets, testing::ElementsAre("Samba", "Windows Server", "Group Policy", "this device"));
}

TEST(Remedies, NeverAskAWindows7DeviceForWhatItCannotDo) {
  auto device = device_with("Windows 7");
  const auto all = remedies(device);
  EXPECT_THAT(remedy(all, "Samba").text, HasSubstr("server min protocol = SMB2_10"));
  EXPECT_THAT(remedy(all, "Samba").text, HasSubstr("server signing = mandatory"));
  EXPECT_THAT(remedy(all, "Samba").text, Not(HasSubstr("required")));
  EXPECT_THAT(remedy(all, "Windows Server").text, Not(HasSubstr("EncryptData")));
  EXPECT_THAT(remedy(all, "Windows Server").text, Not(HasSubstr("SMB311")));
  EXPECT_THAT(remedy(all, "Group Policy").text, Not(HasSubstr("3.1.1")));
  EXPECT_THAT(remedy(all, "this device").text, HasSubstr("IPsec"));
  EXPECT_THAT(remedy(all, "this device").text, HasSubstr("gateway"));
}

TEST(Remedies, AskAWindows8DeviceForEncryptionButNotFor311) {
  const auto all = remedies(device_with("Windows 8.1"));
  EXPECT_THAT(remedy(all, "Samba").text, HasSubstr("SMB3_00"));
  EXPECT_THAT(remedy(all, "Samba").text, HasSubstr("server smb encrypt = required"));
}

TEST(Remedies, GiveALinuxServerALineForItsFstab) {
  const auto all = remedies(device_with("Oracle Linux 8"));
  const auto own = remedy(all, "this device");
  EXPECT_EQ(own.language, "fstab");
  EXPECT_THAT(own.text, HasSubstr("//nas01/runs /mnt/runs cifs"));
  EXPECT_THAT(own.text, HasSubstr("vers=3.1.1,seal"));
}

TEST(Remedies, SayThatDxAndRuoChangeTogether) {
  auto device = device_with("Windows 10");
  device.modes = {"Dx", "RUO"};
  EXPECT_THAT(remedy(remedies(device), "this device").text, HasSubstr("Dx and in RUO"));
  device.modes = {"RUO"};
  EXPECT_THAT(remedy(remedies(device), "this device").text, Not(HasSubstr("Dx and in RUO")));
}

TEST(Remedies, StandInTheManualAsTheyAreGiven) {
  const auto manual = test::read_file(test::source_file("docs/manual/remedies.md"));
  const auto win7 = device_with("Windows 7");
  for (const auto& devices : {std::vector<model::Device>{}, std::vector{win7}})
    for (const auto* target : {"Samba", "Windows Server", "Group Policy"})
      EXPECT_THAT(manual, HasSubstr(remedy(smb_remedies("smb://nas01/runs", devices), target).text)) << target;
}

TEST(Remedies, OfASharedServerNeverCutOffTheMostLimitedOfItsDevices) {
  auto linux_server = device_with("Linux");
  linux_server.id = "dragen";
  auto old_instrument = device_with("Windows 7");
  old_instrument.id = "miseq";
  const auto all = smb_remedies("smb://nas01/runs", {linux_server, old_instrument});
  EXPECT_THAT(remedy(all, "Samba").text, Not(HasSubstr("encrypt = required")));
  EXPECT_THAT(remedy(all, "devices dragen").text, HasSubstr("seal"));
  EXPECT_THAT(remedy(all, "devices miseq").text, HasSubstr("IPsec"));
}

}  // namespace
}  // namespace runseal::audit
