// Heads of answers as real servers write them, and as none should.
#include "proto/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runseal::proto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// nginx 1.22, HEAD with auth_basic
constexpr std::string_view nginx_401 =
    "HTTP/1.1 401 Unauthorized\r\nServer: nginx/1.22.1\r\nDate: Thu, 26 Nov 2026 12:00:00 GMT\r\n"
    "Content-Type: text/html\r\nContent-Length: 179\r\nConnection: close\r\n"
    "WWW-Authenticate: Basic realm=\"runs, and more\"\r\n\r\n";

HttpHead head(std::string_view text) {
  const auto parsed = parse_http_head(base::as_bytes(text));
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().describe());
  return parsed.value_or(HttpHead{});
}

std::optional<std::size_t> size_of(std::string_view text) {
  const auto size = http_head_size(base::as_bytes(text));
  EXPECT_TRUE(size) << (size ? "" : size.error().describe());
  return size.value_or(std::nullopt);
}

TEST(HttpRequest, HasNoBodyAndSaysWhoAsks) {
  EXPECT_EQ(base::as_text(http_request({"HEAD", "/runs", "nas01:8443", {{"Depth", "0"}}})),
            "HEAD /runs HTTP/1.1\r\nHost: nas01:8443\r\nUser-Agent: runseal-probe\r\nAccept: */*\r\nDepth: 0\r\n"
            "Connection: close\r\n\r\n");
}

TEST(HttpHead, OfNginxIsReadWhole) {
  EXPECT_EQ(size_of(std::string(nginx_401) + "<html>"), nginx_401.size());
  const auto read = head(nginx_401);
  EXPECT_EQ(read.status, 401);
  EXPECT_EQ(read.field("server"), "nginx/1.22.1");
  EXPECT_EQ(read.field("strict-transport-security"), std::nullopt);
  EXPECT_THAT(http_login_schemes(read), ElementsAre("basic"));
}

TEST(HttpHead, CutAnywhereItIsNotWhole) {
  for (std::size_t size = 0; size < nginx_401.size(); ++size)
    EXPECT_EQ(size_of(nginx_401.substr(0, size)), std::nullopt) << size;
}

TEST(HttpHead, AnInterimAnswerIsNotTheAnswer) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nWWW-Authenticate: Digest\r\n\r\n";
  EXPECT_EQ(size_of(interim), std::nullopt);
  EXPECT_EQ(size_of(interim + std::string(nginx_401)), interim.size() + nginx_401.size());
  EXPECT_THAT(http_login_schemes(head(interim + std::string(nginx_401))), ElementsAre("basic"));
}

TEST(HttpHead, SchemesOfALoginAreToldFromTheirParameters) {
  const auto schemes = [](const std::string& fields) {
    return http_login_schemes(head("HTTP/1.1 401 U\r\n" + fields + "\r\n"));
  };
  EXPECT_THAT(
      schemes("WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: Basic realm=\"nas01\"\r\n"),
      ElementsAre("negotiate", "ntlm", "basic"));  // IIS
  EXPECT_THAT(schemes("WWW-Authenticate: Digest realm=\"a\", nonce=\"b,c\", qop=\"auth\", Basic realm=\"d\"\r\n"),
              ElementsAre("digest", "basic"));
  EXPECT_THAT(schemes("Content-Length: 0\r\n"), IsEmpty());
}

TEST(HttpHead, MethodsAndStrictTransport) {
  const auto options = head(
      "HTTP/1.1 200 OK\r\nDAV: 1,2\r\nAllow: OPTIONS,GET,HEAD,POST,DELETE,TRACE,PROPFIND\r\nAllow: PUT\r\n"
      "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n\r\n");  // Apache with mod_dav
  EXPECT_THAT(http_allowed(options).value(),
              ElementsAre("OPTIONS", "GET", "HEAD", "POST", "DELETE", "TRACE", "PROPFIND", "PUT"));
  EXPECT_EQ(http_strict_transport(options), std::optional(std::uint64_t{63'072'000}));
  const auto strict = [](const std::string& value) {
    return http_strict_transport(head("HTTP/1.1 200 OK\r\nStrict-Transport-Security: " + value + "\r\n\r\n"));
  };
  EXPECT_EQ(strict("includeSubDomains; Max-Age=\"300\""), std::optional(std::uint64_t{300}));
  EXPECT_EQ(strict("max-age=soon"), std::nullopt);
  EXPECT_EQ(strict("max-age=99999999999999999999999"), std::nullopt);
}

TEST(HttpHead, OtherProtocolsAndLiesAreTold) {
  for (const auto* text : {"SSH-2.0-OpenSSH\r\n", "220 ftp\r\n", "\x16\x03\x03", "HTTP/2 200\r\n", "ICY 200 OK\r\n"}) {
    const auto size = http_head_size(base::as_bytes(text));
    ASSERT_FALSE(size) << text;
    EXPECT_EQ(size.error().code, ErrorCode::not_found);
  }
  EXPECT_EQ(http_head_size(base::as_bytes("HTTP/1.1 200 OK\r\n" + std::string(70'000, 'a'))).error().code,
            ErrorCode::limit);
  EXPECT_FALSE(http_head_size(base::as_bytes("HTTP/1.1 2OO OK\r\n\r\n")));
  EXPECT_FALSE(parse_http_head(base::as_bytes("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")));
  EXPECT_FALSE(parse_http_head(base::as_bytes("Server: nginx\r\n\r\n")));
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 300; ++i) many += "a: b\r\n";
  EXPECT_EQ(parse_http_head(base::as_bytes(many + "\r\n")).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace runseal::proto
