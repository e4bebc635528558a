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

Talk four_answers() {
  Talk talk(80);
  for (const std::string name : {"a", "b", "c", "d"}) {
    talk.client("GET /" + name + " HTTP/1.1\r\nHost: nas\r\n\r\n");
    talk.server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    talk.server("abc");
  }
  return talk;
}

// Bytes are told of a file when it is known to be theirs, and of one without a name otherwise.
TEST(CaptureHttp, AnAnswerIsHeldAgainstItsRequestAlsoBehindALoss) {
  const auto read = [](const std::vector<test::Segment>& segments, bool from_start = true) {
    std::map<std::string, std::uint64_t> bytes;
    for (const auto& [name, file] : play(http(), segments, {.from_start = from_start}).files) bytes[name] = file.read;
    return bytes;
  };
  using Files = std::map<std::string, std::uint64_t>;
  const Files all{{"nas:/a", 3}, {"nas:/b", 3}, {"nas:/c", 3}, {"nas:/d", 3}};
  const auto segments = four_answers().segments();
  EXPECT_EQ(read(segments), all);
  EXPECT_EQ(read(segments, false), all);
  auto lost_head = segments;
  lost_head.erase(lost_head.begin() + 4);
  EXPECT_EQ(read(lost_head), (Files{{"nas:/a", 3}, {"nas:/b", 0}, {"nas:/c", 3}, {"nas:/d", 3}}));
  auto lost_request = segments;
  lost_request.erase(lost_request.begin() + 3);
  EXPECT_EQ(read(lost_request),
            (Files{{"nas:/a", 3}, {"nas:(a file whose name was not seen)", 3}, {"nas:/c", 3}, {"nas:/d", 3}}));
  auto lost_first = segments;  // and its answer came, of no known host
  lost_first.erase(lost_first.begin());
  EXPECT_EQ(read(lost_first, false).at(":(a file whose name was not seen)"), 3U);
}

TEST(CaptureHttp, OfAHundredRequestsAtOnceTheFirstAreHeldAgainstTheirAnswers) {
  Talk talk(80);
  for (int i = 0; i < 100; ++i) talk.client("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: nas\r\n\r\n");
  for (int i = 0; i < 100; ++i) talk.server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
  const auto told = play(http(), talk.segments());
  EXPECT_EQ(told.files.at("nas:/0").read, 3U);
  EXPECT_EQ(told.files.at("nas:/63").read, 3U);
  EXPECT_EQ(told.files.at("nas:/64").read, 0U);
  EXPECT_EQ(told.files.at("nas:(a file whose name was not seen)").read, 36U * 3U);
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

// A TLS handshake's first record (RFC 8446 5.1), cut to what tells it.
const std::string client_hello = std::string("\x16\x03\x01\x00\x04\x01", 6) + "abc";

Talk tunnel(const std::string& before, const std::string& answered, const std::string& inside) {
  Talk talk(3128);
  if (!before.empty()) talk.client(before).server(answered);
  talk.client("CONNECT nas:443 HTTP/1.1\r\nHost: nas:443\r\n\r\n");
  talk.server("HTTP/1.1 200 Connection established\r\n\r\n");
  talk.client(inside);
  return talk;
}

Protection confidentiality(const Talk& talk) {
  return play(http(), talk.segments()).only("http").confidentiality.grade;
}

TEST(CaptureHttp, WhatWasSaidInClearBeforeATunnelIsNotForgivenForIt) {
  const std::string ok = "HTTP/1.1 204 No Content\r\n\r\n";
  EXPECT_EQ(confidentiality(tunnel("", "", client_hello)), Protection::unknown);  // as TLS without an answer
  for (const auto* before : {"PROPFIND / HTTP/1.1\r\nHost: nas\r\n\r\n", "MKCOL /runs/ HTTP/1.1\r\nHost: nas\r\n\r\n",
                             "OPTIONS * HTTP/1.1\r\nAuthorization: Bearer abc\r\n\r\n",
                             "OPTIONS * HTTP/1.1\r\nCookie: abc\r\n\r\n", "GET / HTTP/1.1\r\nHost: nas\r\n\r\n"})
    EXPECT_EQ(confidentiality(tunnel(before, ok, client_hello)), Protection::absent) << before;
}

// RFC 9110 11.7.2; the page that a proxy sends with it is no file.
TEST(CaptureHttp, AProxyThatAsksForAProofFirstMakesNoTunnelReadable) {
  const auto* refused = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nwho?";
  const auto asked =
      tunnel("CONNECT nas:443 HTTP/1.1\r\nProxy-Authorization: Negotiate abc\r\n\r\n", refused, client_hello);
  EXPECT_EQ(confidentiality(asked), Protection::unknown);
  const auto password =
      tunnel("CONNECT nas:443 HTTP/1.1\r\nProxy-Authorization: Basic abc\r\n\r\n", refused, client_hello);
  EXPECT_EQ(confidentiality(password), Protection::absent);
}

TEST(CaptureHttp, ATunnelIsKnownByItsFirstBytesHoweverTheyAreCut) {
  const auto ssh = tunnel("", "", "SSH-2.0-client\r\n");
  EXPECT_EQ(confidentiality(ssh), Protection::unknown);
  EXPECT_EQ(confidentiality(tunnel("", "", "something else")), Protection::absent);
  for (const std::size_t size : {1U, 2U}) {
    const auto of = [&](const Talk& talk) { return play(http(), talk.segments(), {.at_most = size}).only("http"); };
    EXPECT_EQ(of(ssh).confidentiality.grade, Protection::unknown) << size;
    EXPECT_EQ(of(tunnel("", "", client_hello)).confidentiality.grade, Protection::unknown) << size;
  }
}

TEST(CaptureHttp, SomethingUnseenBeforeATunnelMakesItUnknownAtBest) {
  const auto talk = tunnel("OPTIONS * HTTP/1.1\r\nHost: nas\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", client_hello);
  auto segments = talk.segments();
  segments.erase(segments.begin());
  const auto report = play(http(), segments).only("http");
  EXPECT_NE(report.confidentiality.grade, Protection::protected_);
}

TEST(CaptureHttp, FoldersOfWebDavAreNamedToo) {
  Talk talk(80);
  talk.client("PROPFIND /runs/240115_M01234_0001_000000000-ABCDE/ HTTP/1.1\r\nHost: nas\r\nDepth: 1\r\n\r\n");
  talk.server("HTTP/1.1 207 Multi-Status\r\nContent-Length: 4\r\n\r\n<a/>");
  talk.client("PROPFIND / HTTP/1.1\r\nHost: nas\r\n\r\n");
  const auto told = play(http(), talk.segments());
  EXPECT_TRUE(told.files.contains("nas:/runs/240115_M01234_0001_000000000-ABCDE/"));
  EXPECT_FALSE(told.files.contains("nas:/"));
}

TEST(CaptureHttp, KnowsS3ByAUrlThatIsSigned) {
  for (const auto* query :
       {"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00", "AWSAccessKeyId=KEYID&Signature=00"}) {
    Talk talk(80);
    talk.client("GET /runs/object?" + std::string(query) + " HTTP/1.1\r\nHost: nas\r\n\r\n");
    EXPECT_EQ(all(play(http(), talk.segments()).only("http"), "http.s3"), true) << query;
  }
}

// RFC 9112 section 7: names of transfer codings are case-insensitive.
TEST(CaptureHttp, ChunksAreKnownHoweverTheyAreSpelled) {
  Talk talk(80);
  talk.client("PUT /one HTTP/1.1\r\nHost: nas\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
  talk.client("PUT /two HTTP/1.1\r\nHost: nas\r\nContent-Length: 3\r\n\r\nabc");
  const auto told = play(http(), talk.segments());
  EXPECT_EQ(told.files.at("nas:/one").written, 5U);
  EXPECT_EQ(told.files.at("nas:/two").written, 3U);
}

TEST(CaptureHttp, TargetsLoseTheirQueriesAndPasswords) {
  EXPECT_EQ(proto::parse_http_target("http://me:secret@nas:80/a/b?token=x#y").host, "nas:80");
  EXPECT_EQ(proto::parse_http_target("http://me:secret@nas:80/a/b?token=x#y").path, "/a/b");
  EXPECT_EQ(proto::parse_http_target("/a?u=http://b").path, "/a");
  EXPECT_EQ(proto::parse_http_target("http://nas").path, "/");
}

}  // namespace
}  // namespace runseal::capture
