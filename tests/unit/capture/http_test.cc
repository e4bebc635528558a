// HTTP read from recordings of nginx and curl (tests/golden/capture/record_http.sh). The files are 14 and 25 bytes
// long.
#include "capture/dissectors/http.h"

#include "proto/http_lines.h"
#include "unit/capture/net_feed.h"

namespace runseal::capture {
namespace {

using model::Protection;
using test::golden;
using test::play;
using test::segments_of;
using test::Talk;

const std::vector<DissectorKind>& http() {
  static const std::vector<DissectorKind> kinds = {http_kind()};
  return kinds;
}

Json all(const FlowReport& report, const std::string& id) {
  const auto found = report.facts.find(id);
  return found == report.facts.end() ? Json() : found->second.value;
}

std::string everything(const test::Played& told) {
  std::string text;
  for (const auto& [key, report] : told.flows)
    for (const auto& [id, fact] : report.facts) text += id + "=" + fact.value.dump() + "\n";
  for (const auto& [name, file] : told.files) text += name + "\n";
  return text;
}

// tshark -r http_webdav.pcap -Y http.request -T fields -e http.request.method -e http.request.uri
TEST(CaptureHttp, ReadsWebDav) {
  const auto told = play(http(), segments_of(golden("http_webdav.pcap")));
  const auto flows = told.of("http");
  ASSERT_EQ(flows.size(), 2U);  // curl's, and that of nginx with the server behind it
  EXPECT_EQ(flows[0].confidentiality.grade, Protection::absent);
  EXPECT_EQ(flows[0].integrity.grade, Protection::absent);
  EXPECT_EQ(flows[0].version, "1.1");
  EXPECT_EQ(all(flows[0], "http.methods"), Json::parse(R"(["GET", "PUT", "MOVE", "HEAD", "DELETE"])"));
  EXPECT_EQ(all(flows[0], "http.requests"), 8);
  EXPECT_EQ(all(flows[0], "http.hosts"), Json::parse(R"(["127.0.0.1"])"));
  EXPECT_EQ(all(flows[0], "http.basic-credentials-in-clear"), true);
  EXPECT_EQ(all(flows[0], "http.bytes-written"), 50);
  const auto& files = told.files;
  EXPECT_EQ(files.at("127.0.0.1:/runs/RunInfo.xml").read, 14U);
  EXPECT_EQ(files.at("127.0.0.1:/chunked/RunInfo.xml").read, 14U);
  EXPECT_EQ(files.at("127.0.0.1:/runs/up 1.txt").written, 25U);
  EXPECT_EQ(files.at("127.0.0.1:/runs/chunked.txt").written, 25U);  // in chunks
  EXPECT_TRUE(files.contains("127.0.0.1:/runs/moved.txt"));
  EXPECT_EQ(files.at("127.0.0.1:/runs/missing").read, 0U);  // what came was an error
  EXPECT_EQ(files.at("127.0.0.1:/runs/RunInfo.xml").reason, "HTTP without TLS");
}

TEST(CaptureHttp, KeepsNoSecret) {
  for (const auto* name : {"http_webdav.pcap", "http_s3.pcap"}) {
    const auto text = everything(play(http(), segments_of(golden(name))));
    for (const auto* secret : {"secret", "c2VxdWVuY2VyOnNlY3JldA", "KEYID", "Signature", "sequencer"})
      EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in " << text;
  }
}

TEST(CaptureHttp, KnowsS3ByItsSignature) {
  const auto told = play(http(), segments_of(golden("http_s3.pcap")));
  EXPECT_EQ(all(told.only("http"), "http.s3"), true);
  EXPECT_EQ(all(told.only("http"), "http.login-schemes"), Json::parse(R"(["aws4-hmac-sha256"])"));
  EXPECT_EQ(told.files.at("127.0.0.1:/runs/object").written, 25U);
}

TEST(CaptureHttp, SaysTheSameHoweverTheBytesAreCut) {
  for (const auto* name : {"http_webdav.pcap", "http_s3.pcap"}) {
    const auto segments = segments_of(golden(name));
    for (const std::size_t size : {1U, 2U, 7U, 100U})
      EXPECT_EQ(everything(play(http(), segments, {.at_most = size})), everything(play(http(), segments))) << size;
  }
}

TEST(CaptureHttp, FollowsPipelinesAndWhatHasNoBody) {
  Talk talk(8000);
  talk.client(
      "GET /a HTTP/1.1\r\nHost: nas\r\n\r\nHEAD /b HTTP/1.1\r\nHost: nas\r\n\r\nGET /c HTTP/1.1\r\nHost: nas\r\n\r\n");
  talk.server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
  talk.server("HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\nHTTP/1.1 200 OK\r\n\r\nto the end");
  const auto told = play(http(), talk.segments());
  EXPECT_EQ(told.files.at("nas:/a").read, 3U);
  EXPECT_EQ(told.files.at("nas:/b").read, 0U);
  EXPECT_EQ(told.files.at("nas:/c").read, 10U);
}

TEST(CaptureHttp, AGapWithinABodyIsCountedAndOneBehindItIsFoundAgain) {
  Talk talk(80);
  talk.client("PUT /a HTTP/1.1\r\nHost: nas\r\nContent-Length: 4000\r\n\r\n");
  talk.client(Bytes(2000, 'x')).client(Bytes(2000, 'x'));
  talk.client("PUT /b HTTP/1.1\r\nHost: nas\r\nContent-Length: 10\r\n\r\n").client("0123456789");
  auto segments = talk.segments();
  segments.erase(segments.begin() + 1);
  EXPECT_EQ(play(http(), segments).files.at("nas:/a").written, 4000U);
  segments.erase(segments.begin() + 1, segments.begin() + 3);  // and the head of the second request
  segments.insert(segments.end(), talk.segments().end() - 1, talk.segments().end());
  EXPECT_EQ(play(http(), segments).only("http").confidentiality.grade, Protection::absent);
}

TEST(CaptureHttp, LengthsThatCannotBeDoNoHarm) {
  for (const auto* length : {"-1", "18446744073709551615", "99999999999999999999999", "0x10", ""}) {
    Talk talk(80);
    talk.client("PUT /a HTTP/1.1\r\nContent-Length: " + std::string(length) + "\r\n\r\nabc");
    talk.client("PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc");
    EXPECT_EQ(play(http(), talk.segments()).only("http").confidentiality.grade, Protection::absent) << length;
  }
}

TEST(CaptureHttp, IsNeverSaferForWhatIsMissing) {
  for (const auto* name : {"http_webdav.pcap", "http_s3.pcap"}) never_safer(http(), segments_of(golden(name)));
}

TEST(CaptureHttp, TargetsLoseTheirQueriesAndPasswords) {
  EXPECT_EQ(proto::parse_http_target("http://me:secret@nas:80/a/b?token=x#y").host, "nas:80");
  EXPECT_EQ(proto::parse_http_target("http://me:secret@nas:80/a/b?token=x#y").path, "/a/b");
  EXPECT_EQ(proto::parse_http_target("/a?u=http://b").path, "/a");
  EXPECT_EQ(proto::parse_http_target("http://nas").path, "/");
}

}  // namespace
}  // namespace runseal::capture
