// /proc/fs/cifs/DebugData in the two orders that kernels write it in. The lines are those of
// fs/smb/client/cifs_debug.c; the values are made up.
#include "proto/cifs_debug.h"

#include <gtest/gtest.h>

namespace runseal::proto {
namespace {

constexpr const char* head =
    "Display Internal CIFS Data Structures for Debugging\n"
    "---------------------------------------------------\n"
    "CIFS Version 2.41\nFeatures: DFS,STATS,DEBUG,ALLOW_INSECURE_LEGACY\nCIFSMaxBufSize: 16384\n"
    "Active VFS Requests: 0\n\nServers: \n";

std::string connection(const std::string& dialect, const std::string& flags) {
  return "1) ConnectionId: 0x4 Hostname: NAS01 \nNumber of credits: 512,1,1 Dialect " + dialect + flags +
         "\nTCP status: 1 Instance: 1\nLocal Users To Server: 1 SecMode: 0x3 Req On Wire: 0 Net namespace: 4026531833\n"
         "In Send: 0 In MaxReq Wait: 0\n";
}

std::string session(const std::string& status, const std::string& flags) {
  return "\n\tSessions: \n\t1) Address: 192.0.2.7 Uses: 1 Capability: 0x300067\tSession Status: 1 " + status +
         "\n\tSecurity type: RawNTLMSSP  SessionId: 0x2d86" + flags +
         "\n\tUser: 0 Cred User: 0\n\n\tExtra Channels: 1 \n\n\t\tChannel: 2 ConnectionId: 0x5\n"
         "\t\tNumber of credits: 512,1,1 Dialect 0x311\n\t\tTCP status: 1 Instance: 1\n"
         "\n\tShares: \n\t0) IPC: \\\\NAS01\\IPC$ Mounts: 1 DevInfo: 0x0 Attributes: 0x0\n"
         "\tPathComponentMax: 0 Status: 1 type: 0 Serial Number: 0x0 encrypted\n"
         "\tShare Capabilities: None\tShare Flags: 0x8030\n\ttid: 0x5\tMaximal Access: 0x11f01ff\n";
}

std::string share(const std::string& name, const std::string& flags, const std::string& bits = "0x0") {
  return "\n\t1) \\\\NAS01\\" + name +
         " Mounts: 1 DevInfo: 0x20 Attributes: 0xc500ff\n"
         "\tPathComponentMax: 255 Status: 1 type: DISK Serial Number: 0x16f0426b" +
         flags + "\n\tShare Capabilities: None Aligned, Partition Aligned,\tShare Flags: " + bits +
         "\n\ttid: 0x1\tOptimal sector size: 0x200\tMaximal Access: 0x1f01ff\n\n\tMIDs: \n--\n";
}

CifsUse only(const std::string& text) {
  const auto uses = parse_cifs_debug(head + text);
  EXPECT_EQ(uses.size(), 1U);
  return uses.empty() ? CifsUse{} : uses[0];
}

TEST(CifsDebug, SignedByTheConnection) {
  const auto use = only(connection("0x302", " signed") + session("", "") + share("Runs", ""));
  EXPECT_EQ(use.share, "//nas01/runs");
  EXPECT_EQ(use.address, "192.0.2.7");
  EXPECT_EQ(use.dialect, "3.0.2");
  EXPECT_EQ(use.is_signed, true);
  EXPECT_FALSE(use.encrypted);
  EXPECT_FALSE(use.guest);
}

TEST(CifsDebug, NeitherSignedNorEncrypted) {
  const auto use = only(connection("0x210", "") + session("", "") + share("runs", ""));
  EXPECT_EQ(use.is_signed, false);
  EXPECT_FALSE(use.encrypted);  // only IPC$ is
  EXPECT_EQ(use.dialect, "2.1");
}

TEST(CifsDebug, EncryptedBySessionByShareAndByTheMount) {
  EXPECT_TRUE(only(connection("0x311", "") + session("", " encrypted") + share("runs", "")).encrypted);
  EXPECT_TRUE(only(connection("0x311", "") + session("", "") + share("runs", " encrypted")).encrypted);
  EXPECT_TRUE(only(connection("0x311", "") + session("", "") + share("runs", "", "0x8000")).encrypted);
  EXPECT_FALSE(only(connection("0x311", "") + session("", "") + share("runs", "", "0x30")).encrypted);
}

TEST(CifsDebug, AGuest) {
  EXPECT_TRUE(only(connection("0x311", "") + session("Guest\t", "") + share("runs", "")).guest);
  EXPECT_TRUE(only(connection("0x311", "") + session("Anonymous\t", "") + share("runs", "")).guest);
}

TEST(CifsDebug, TheNextConnectionStartsAnew) {
  const auto uses =
      parse_cifs_debug(head + connection("0x311", " signed") + session("Guest\t", " encrypted") +
                       share("a", " encrypted") + connection("0x300", "") + session("", "") + share("b", ""));
  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses[1].dialect, "3.0");
  EXPECT_EQ(uses[1].is_signed, false);
  EXPECT_FALSE(uses[1].encrypted);
  EXPECT_FALSE(uses[1].guest);
}

// Linux 4.18 to 5.x: the connection's line first, and the session in one line with it.
TEST(CifsDebug, TheOlderOrder) {
  const auto use = only(
      "\nNumber of credits: 241 Dialect 0x210 signed\n1) Name: 192.0.2.7 Uses: 1 Capability: 0x300007\tSession Status: "
      "1 "
      "Security type: RawNTLMSSP\nTCP status: 1 Instance: 3\n\tLocal Users To Server: 1 SecMode: 0x1 Req On Wire: 0 In "
      "Send: 0 In MaxReq Wait: 0 SessionId: 0xd90a3306\n\tUser: 0 Cred User: 0\n\n\tShares:\n\t0) IPC: \\\\vm1\\IPC$ "
      "Mounts: 1 DevInfo: 0x0 Attributes: 0x0\n\tPathComponentMax: 0 Status: 1 type: 0 Serial Number: 0x0\n\n\t1) "
      "\\\\vm1\\cifs Mounts: 1 DevInfo: 0x20 Attributes: 0x1006f\n\tPathComponentMax: 255 Status: 1 type: DISK Serial "
      "Number: 0x0\n\n\tMIDs:\n");
  EXPECT_EQ(use.share, "//vm1/cifs");
  EXPECT_EQ(use.is_signed, true);
}

TEST(CifsDebug, AKernelThatDoesNotTellIsNotTakenForUnsigned) {
  const auto use = only(
      "1) Name: nas Domain: wg Uses: 1 OS: x\n\tNOS: y\tCapability: 0x8000d3fd\n\tShares:\n"
      "\t1) \\\\nas\\runs Mounts: 1 Type: NTFS DevInfo: 0x20 Attributes: 0x4004f\n");
  EXPECT_EQ(use.is_signed, std::nullopt);
}

TEST(CifsDebug, SharesAreNamedAlike) {
  EXPECT_EQ(share_of("//NAS01/Runs/2024/x"), "//nas01/runs");
  EXPECT_EQ(share_of("\\\\nas01\\runs"), "//nas01/runs");
  EXPECT_EQ(share_of("//nas01"), "//nas01");
}

}  // namespace
}  // namespace runseal::proto
