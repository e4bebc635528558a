// The recordings of file protocols read by the whole engine, as a capture file is.
#include <gtest/gtest.h>

#include <algorithm>

#include "capture/read.h"
#include "unit/capture/net_feed.h"

namespace runseal::capture {
namespace {

using model::Protection;

Report read(const std::string& name) {
  auto report = read_captures({test::golden(name)});
  EXPECT_TRUE(report.has_value()) << name;
  return report ? *std::move(report) : Report();
}

const Conversation* find(const Report& report, const std::string& protocol) {
  const auto found = std::ranges::find(report.conversations, protocol, &Conversation::protocol);
  return found == report.conversations.end() ? nullptr : &*found;
}

const Exposure* exposed(const Report& report, const std::string& place, const std::string& path) {
  const auto found = std::ranges::find_if(
      report.files, [&](const ExposedFile& file) { return file.what.place == place && file.what.path == path; });
  return found == report.files.end() ? nullptr : &found->what;
}

struct Case {
  const char* file;
  const char* protocol;
  Protection confidentiality;
  const char* place;  // of a file that was readable; none where `path` is empty
  const char* path;
  std::uint64_t read;
  std::uint64_t written;
};

class CaptureWhole : public testing::TestWithParam<Case> {};

TEST_P(CaptureWhole, FindsTheProtocolItsProtectionAndItsFiles) {
  const auto& wanted = GetParam();
  const auto report = read(wanted.file);
  const auto* conversation = find(report, wanted.protocol);
  ASSERT_NE(conversation, nullptr);
  EXPECT_EQ(conversation->confidentiality.grade, wanted.confidentiality) << conversation->confidentiality.reason;
  EXPECT_EQ(conversation->bytes_not_seen, 0U);
  if (*wanted.path == '\0') {
    EXPECT_TRUE(report.files.empty());
    return;
  }
  const auto* file = exposed(report, wanted.place, wanted.path);
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->read, wanted.read);
  EXPECT_EQ(file->written, wanted.written);
}

constexpr auto open_to_all = Protection::absent;
constexpr auto safe = Protection::protected_;

INSTANTIATE_TEST_SUITE_P(All, CaptureWhole,
                         testing::Values(Case{"nfs3.pcap", "nfs", open_to_all, "/runs/240101_A", "RunInfo.xml", 14, 0},
                                         Case{"nfs4.pcap", "nfs", open_to_all, "/", "runs/240101_A/up4.txt", 0, 25},
                                         Case{"ftp_pasv.pcap", "ftp", open_to_all, "", "/runs/RunInfo.xml", 14, 0},
                                         Case{"ftp_epsv.pcap", "ftp-data", open_to_all, "", "/runs/up.txt", 0, 25},
                                         Case{"ftp_port.pcap", "ftp-data", open_to_all, "", "/runs/up.txt", 0, 25},
                                         Case{"ftp_eprt.pcap", "ftp-data", open_to_all, "", "/runs/RunInfo.xml", 14, 0},
                                         Case{"ftp_tls.pcap", "ftp", safe, "", "", 0, 0},
                                         Case{"ftp_implicit.pcap", "ftp", safe, "", "", 0, 0},
                                         Case{"http_webdav.pcap", "http", open_to_all, "127.0.0.1", "/runs/chunked.txt",
                                              0, 25},
                                         Case{"http_s3.pcap", "http", open_to_all, "127.0.0.1", "/runs/object", 0, 25},
                                         Case{"iscsi_open.pcap", "iscsi", open_to_all, "iqn.2024-05.invalid.lab:runs",
                                              "(blocks of a disk)", 130, 0},
                                         Case{"ldap_simple.pcap", "ldap", open_to_all, "", "", 0, 0},
                                         Case{"ldap_start_tls.pcap", "ldap", safe, "", "", 0, 0},
                                         Case{"kerberos_udp.pcap", "kerberos", Protection::unknown, "", "", 0, 0}),
                         [](const auto& one) {
                           std::string name = one.param.file;
                           name = name.substr(0, name.find('.'));
                           return name;
                         });

}  // namespace
}  // namespace runseal::capture
