#include "unit/service/site.h"

namespace runseal::service {
namespace {

struct Notices : Site {
  static model::Device instrument(const std::string& id, const std::string& serial) {
    auto one = device(id, "DX-410-1001", {});
    one.name = "MiSeqDx";
    one.serial = serial;
    return one;
  }

  std::map<std::string, std::string> serials_by_id() {
    std::map<std::string, std::string> out;
    const auto all = store::all_devices(workspace.database());
    for (const auto& kept : *all) out[kept.record.id] = kept.record.serial;
    return out;
  }

  void import(const std::vector<model::Device>& devices) {
    const auto named = merged_with_inventory(workspace, devices);
    ASSERT_TRUE(named);
    ASSERT_TRUE(save_devices(workspace, *named, "test"));
  }
};

TEST_F(Notices, ASecondInventoryNeverWritesOverAnotherDevice) {
  import({instrument("miseqdx", "M1")});
  import({instrument("miseqdx", "M2"), instrument("miseqdx-2", "M3")});
  EXPECT_EQ(serials_by_id(),
            (std::map<std::string, std::string>{{"miseqdx", "M1"}, {"miseqdx-2", "M2"}, {"miseqdx-2-2", "M3"}}));
}

TEST_F(Notices, TheSameDeviceKeepsItsIdWhereverItStandsInTheFile) {
  import({instrument("miseqdx", "M1"), instrument("miseqdx-2", "M2")});
  const auto before = serials_by_id();
  import({instrument("miseqdx", "M2"), instrument("miseqdx-2", "M1")});
  EXPECT_EQ(serials_by_id(), before);
}

// What somebody answers for is in no inventory file; a connection that the file no longer has takes it along.
TEST_F(Notices, ADeviceThatIsImportedAnewKeepsTheTunnelsOfItsConnections) {
  auto device = instrument("dragen", "D1");
  device.connections = {"mount:///mnt/runs", "mount:///mnt/old"};
  device.tunnels = {{"mount:///mnt/runs", model::TunnelKind::wireguard, "Anna", "wg0", "2026-03-01T08:00:00.000Z"},
                    {"mount:///mnt/old", model::TunnelKind::ssh, "Anna", "ssh -L", "2026-03-01T08:00:00.000Z"}};
  import({device});
  device.tunnels.clear();
  device.connections = {"mount:///mnt/new", "mount:///mnt/runs"};
  import({device});
  const auto kept = store::find_device(workspace.database(), "dragen")->value().record;
  ASSERT_EQ(kept.tunnels.size(), 1U);
  EXPECT_EQ(kept.tunnels[0].connection, "mount:///mnt/runs");
  EXPECT_EQ(kept.tunnels[0].by, "Anna");

  device.tunnels = {{"mount:///mnt/runs", model::TunnelKind::ipsec, "Bert", "", "2026-03-02T08:00:00.000Z"}};
  import({device});  // who says it anew, counts
  EXPECT_EQ(store::find_device(workspace.database(), "dragen")->value().record.tunnels[0].by, "Bert");
}

TEST_F(Notices, ANoticeIsFoundByItsOwnNameBeforeAnotherThatMentionsIt) {
  service::Letter letter;
  letter.imported.notice = notice;
  letter.imported.notice.id = "FSN2024-0001";
  letter.imported.notice.source.file_name = "follow-up.md";
  ASSERT_TRUE(take_in_notice(workspace, letter, "Anna"));
  EXPECT_EQ(notice_named(workspace, "fsn2024 1562")->id, "FSN2024-1562");
  EXPECT_FALSE(notice_named(workspace, "FSN1999-1"));
}

TEST_F(Notices, AThousandDevicesFitIntoTheEvidence) {
  std::vector<model::Match> matches(1000);
  for (std::size_t i = 0; i < matches.size(); ++i)
    matches[i] = {"device-" + std::to_string(i), model::MatchVerdict::not_affected, std::string(200, 'x'), "", {}};
  EXPECT_TRUE(record_match(workspace, notice, matches));
}

}  // namespace
}  // namespace runseal::service
