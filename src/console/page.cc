#include "console/page.h"

#include <zlib.h>

#include "base/text.h"

namespace runseal::console {
namespace {

constexpr const char* not_built_in =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>runseal</title>"
    "<h1>The console's page is not part of this program</h1>"
    "<p>This runseal was built without it (node and npm were missing, or RUNSEAL_WEB was off). The API under /api/v1 "
    "works; so does every command.</p>";
constexpr std::size_t largest_file = 32U << 20U;

std::string unpacked(std::string_view gzip) {
  z_stream stream{};
  if (::inflateInit2(&stream, 15 + 16) != Z_OK) return {};  // 16: gzip
  std::string out;
  std::string piece(64U << 10U, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  int state = Z_OK;
  while (state == Z_OK && out.size() < largest_file) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.append(piece, 0, piece.size() - stream.avail_out);
  }
  ::inflateEnd(&stream);
  return out;
}

// RFC 9110 12.5.3, as far as browsers and programs use it: gzip or *, unless with q=0.
bool takes_gzip(const std::string& accepted) {
  for (const auto& one : base::split(accepted, ',')) {
    const auto parts = base::split(one, ';');
    const auto coding = base::trim(parts.front());
    if (coding != "gzip" && coding != "*") continue;
    if (parts.size() == 1) return true;
    const auto weight = base::trim(parts[1]);
    return weight != "q=0" && !weight.starts_with("q=0.0");
  }
  return false;
}

bool names(const std::string& tags, const std::string& tag) {
  for (const auto& one : base::split(tags, ','))
    if (auto given = base::trim(one); given == tag || given == "W/" + tag || given == "*") return true;
  return false;
}

}  // namespace

bool belongs_to_page(std::string_view path) {
  return !path.starts_with("/api/") && path != "/api" && path != "/healthz" && path != "/readyz" && path != "/metrics";
}

const std::string& Page::plain(const std::string& name, const WebFile& file) {
  const auto found = unpacked_.find(name);
  return found != unpacked_.end() ? found->second : unpacked_.emplace(name, unpacked(file.gzip)).first->second;
}

Answer Page::answer(const Request& request) {
  Answer answer;
  auto found = files_->find(request.path);
  const bool asset = request.path.starts_with("/assets/");
  if (found == files_->end() && asset)
    return Answer::error({ErrorCode::not_found, "the page has no such part", {}, "load the page anew"});
  if (found == files_->end()) found = files_->find("/index.html");
  if (found == files_->end()) {
    answer.status = request.path == "/" ? 200 : 404;
    answer.type = "text/html; charset=utf-8";
    answer.body = not_built_in;
    return answer;
  }
  const auto& file = found->second;
  const bool gzip = takes_gzip(request.header("accept-encoding"));
  // what has a hash of its content in its name never changes; the rest is asked for again each time
  const auto tag = "\"" + std::string(file.sha256.substr(0, 32)) + (gzip ? "-gzip\"" : "\"");
  answer.type = file.type;
  answer.headers = {{"ETag", tag},
                    {"Vary", "Accept-Encoding"},
                    {"Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (names(request.header("if-none-match"), tag)) {
    answer.status = 304;
    return answer;
  }
  if (gzip) answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.body = gzip ? std::string(file.gzip) : plain(found->first, file);
  return answer;
}

}  // namespace runseal::console
