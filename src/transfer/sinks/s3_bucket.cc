#include "transfer/sinks/s3_bucket.h"

#include <algorithm>

#include "base/mac.h"
#include "base/random.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t most_removed_at_once = 1000;  // of S3
constexpr int most_pages = 1000;                    // of uploads that were left

Result<S3List> list_page(S3Client& client, const std::string& prefix, const std::string& token, const char* most) {
  S3Request request{.longest_answer = max_s3_answer};
  if (!token.empty()) request.query.emplace_back("continuation-token", token);
  request.query.insert(request.query.end(),
                       {{"encoding-type", "url"}, {"list-type", "2"}, {"max-keys", most}, {"prefix", prefix}});
  RUNSEAL_TRY(const auto answer, client.done(request, "cannot list"));
  RUNSEAL_TRY(auto list, parse_s3_list(answer.body));
  for (const auto& object : list.objects)
    if (!object.key.starts_with(prefix))
      return fail(ErrorCode::invalid, "the S3 server lists what it was not asked for", shown_path(object.key));
  return list;
}

}  // namespace

Result<std::vector<S3Object>> s3_list(S3Client& client, const std::string& prefix) {
  std::vector<S3Object> objects;
  std::string token;
  do {
    RUNSEAL_TRY(auto page, list_page(client, prefix, token, "1000"));
    if (objects.size() + page.objects.size() > max_entries)
      return fail(ErrorCode::limit, "the S3 server lists more than a run can hold", shown_path(prefix));
    if (page.next == token && !token.empty())
      return fail(ErrorCode::invalid, "the S3 server's list goes round in a circle", shown_path(prefix));
    std::move(page.objects.begin(), page.objects.end(), std::back_inserter(objects));
    token = std::move(page.next);
  } while (!token.empty());
  return objects;
}

Result<bool> s3_any_below(S3Client& client, const std::string& prefix) {
  RUNSEAL_TRY(const auto page, list_page(client, prefix, {}, "1"));
  return !page.objects.empty();
}

Result<bool> s3_is_there(S3Client& client, const std::string& key) {
  const S3Request request{.method = "HEAD", .key = key};
  RUNSEAL_TRY(const auto answer, client.ask(request));
  constexpr long not_there = 404;
  if (answer.status == not_there) return false;
  if (answer.ok()) return true;
  return fail(client.refusal(answer, "cannot look at it", key));
}

Result<> s3_write(S3Client& client, const std::string& key, std::string_view text, S3Overwrite overwrite) {
  S3Request request{.method = "PUT", .key = key, .body = base::as_bytes(text)};
  if (overwrite == S3Overwrite::no) request.headers["if-none-match"] = "*";
  const auto written = client.done(request, "cannot write it");
  if (written) return {};
  if (overwrite == S3Overwrite::yes || written.error().code != ErrorCode::exists) return fail(written.error());
  // asked again after a lost answer, it is refused because of itself
  RUNSEAL_TRY(const auto there, s3_read(client, key));
  return there == text ? Result<>{} : fail(written.error());
}

Result<std::optional<std::string>> s3_read(S3Client& client, const std::string& key) {
  const S3Request request{.key = key};
  RUNSEAL_TRY(const auto answer, client.ask(request));
  constexpr long not_there = 404;
  if (answer.status == not_there) return std::nullopt;
  if (!answer.ok()) return fail(client.refusal(answer, "cannot read it", key));
  return base::as_text(answer.body);
}

Result<> s3_remove(S3Client& client, const std::string& key) {
  RUNSEAL_TRY(const auto answer, client.ask({.method = "DELETE", .key = key}));
  constexpr long not_there = 404;
  if (answer.ok() || answer.status == not_there) return {};
  return fail(client.refusal(answer, "cannot remove it", key));
}

Result<> s3_remove(S3Client& client, const std::vector<std::string>& keys) {
  for (std::size_t at = 0; at < keys.size(); at += most_removed_at_once) {
    const auto end = std::min(at + most_removed_at_once, keys.size());
    const auto list = s3_delete_xml(
        {keys.begin() + static_cast<std::ptrdiff_t>(at), keys.begin() + static_cast<std::ptrdiff_t>(end)});
    RUNSEAL_TRY(const auto answer,
                client.done({.method = "POST",
                             .query = {{"delete", ""}},
                             .headers = {{"content-md5", base::to_base64(base::md5(base::as_bytes(list)))}},
                             .body = base::as_bytes(list),
                             .longest_answer = max_s3_answer},
                            "cannot remove objects"));
    RUNSEAL_TRY(const auto left, parse_s3_removed(answer.body));
    constexpr long refused = 403;  // where the code is none that is known
    if (left) return fail(s3_refusal(left->error, refused, "cannot remove an object, which still stands", left->key));
  }
  return {};
}

Result<> s3_abort_uploads(S3Client& client, const std::string& prefix) {
  S3Part from;
  for (int pages = 0; pages < most_pages; ++pages) {
    S3Request request{.longest_answer = max_s3_answer};
    request.query.emplace_back("encoding-type", "url");
    if (!from.upload_id.empty()) request.query.emplace_back("key-marker", from.key);
    request.query.emplace_back("prefix", prefix);
    if (!from.upload_id.empty()) request.query.emplace_back("upload-id-marker", from.upload_id);
    request.query.emplace_back("uploads", "");
    RUNSEAL_TRY(const auto answer, client.done(request, "cannot list unfinished uploads"));
    RUNSEAL_TRY(auto list, parse_s3_uploads(answer.body));
    for (const auto& upload : list.uploads)
      if (upload.key.starts_with(prefix))
        RUNSEAL_CHECK(client.ask({.method = "DELETE", .key = upload.key, .query = {{"uploadId", upload.upload_id}}}));
    from = std::move(list.next);
    if (from.upload_id.empty()) return {};
  }
  return {};
}

Result<bool> s3_keeps_what_is_there(S3Client& client, const std::string& prefix) {
  const auto key = prefix + "probe-" + base::random_id();
  RUNSEAL_CHECK(s3_write(client, key, "first", S3Overwrite::yes));
  const auto second = s3_write(client, key, "second", S3Overwrite::no);
  const bool refused = !second && second.error().code == ErrorCode::exists;
  RUNSEAL_TRY(const auto there, s3_read(client, key));
  RUNSEAL_CHECK(s3_remove(client, key));
  // a server that does not know the condition says so (501), or forgets it: both count as no
  const bool about_the_condition = second || second.error().code != ErrorCode::io;
  if (!about_the_condition) return fail(second.error());
  return refused && there == "first";
}

}  // namespace runseal::transfer
