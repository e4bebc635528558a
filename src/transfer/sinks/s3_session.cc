#include "transfer/sinks/s3_session.h"

#include <algorithm>

#include "base/confined.h"
#include "base/hash.h"
#include "transfer/engine/landing.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/s3_bucket.h"
#include "transfer/sinks/s3_files.h"

namespace runseal::transfer {
namespace {

constexpr std::string_view seal_json = ".runseal/seal.json";

std::string short_hash(const std::string& text) { return base::sha256_hex(base::as_bytes(text)).substr(0, 32); }

std::unexpected<Error> came_meanwhile(const std::string& where) {
  return fail(ErrorCode::exists, "something came to stand there meanwhile", shown_path(where),
              "nothing was overwritten; send the run under another name, or clear the place and send it again");
}

class S3Session : public SinkSession {
 public:
  S3Session(const S3Options& options, S3Places at, std::shared_ptr<S3Shared> shared)
      : client_(options), at_(std::move(at)), shared_(std::move(shared)) {}

  Result<Standing> prepare() override {
    RUNSEAL_TRY(const bool exists, s3_any_below(client_, at_.final));
    if (exists) {
      RUNSEAL_TRY(const bool sealed, s3_is_there(client_, at_.final + std::string(seal_json)));
      if (sealed) clear_home();  // of an earlier attempt that was killed right after publishing
      RUNSEAL_TRY(const auto claim, sealed ? std::nullopt : s3_read(client_, at_.claim));
      if (claim != at_.id) return Standing::exists;
    }
    RUNSEAL_CHECK(take_over());
    RUNSEAL_TRY(const bool resumes, s3_any_below(client_, at_.tree));
    return resumes ? Standing::resumes : Standing::fresh;
  }

  Result<std::optional<std::uint64_t>> free_bytes() override { return std::nullopt; }

  Result<FoundList> list(Area area) override {
    RUNSEAL_TRY(auto objects, s3_list(client_, top(area)));
    FoundList found;
    for (const auto& object : objects) {
      auto path = std::string_view(object.key).substr(top(area).size());
      const bool folder = path.ends_with('/');  // what other programs write to show one
      if (folder) path.remove_suffix(1);
      if (!base::check_relative(path))
        return fail(ErrorCode::invalid, "an object stands there whose name no file can have", shown_path(object.key));
      add_to(found, {path, folder ? EntryKind::folder : EntryKind::file, object.size, false, {}});
    }
    return found;
  }

  Result<std::unique_ptr<Upload>> put(const Entry& file, std::uint64_t from) override {
    if (from != 0) return fail(ErrorCode::internal, "objects cannot be appended to");
    return s3_upload(client_, at_.tree + file.path.str(), file);
  }
  Result<std::unique_ptr<Download>> get(Area area, const std::string& path) override {
    return s3_download(client_, top(area) + path);
  }
  Result<> make_folder(const std::string&) override { return {}; }
  Result<> make_link(const Entry&) override { return fail(ErrorCode::internal, "objects have no links"); }
  Result<> set_time(const Entry&) override { return {}; }
  Result<> remove(const Found& what) override {
    return s3_remove(client_, at_.tree + what.path.str() + (what.kind == EntryKind::folder ? "/" : ""));
  }

  Result<> copy(const Entry& file) override {
    RUNSEAL_TRY(const auto copied, claim_and_look(file.path));
    if (copied == Copied::yes) return {};
    const auto to = at_.final + file.path.str();
    if (copied == Copied::no) {
      RUNSEAL_TRY(const bool taken, s3_is_there(client_, to));
      if (taken) return came_meanwhile(to);
      note(file.path, false);
    }
    RUNSEAL_CHECK(s3_copy(client_, at_.tree + file.path.str(), to, file));
    note(file.path, true);
    return {};
  }

  Result<bool> copy_again(const Entry& file) override {
    {
      const std::lock_guard lock(shared_->mutex);
      if (shared_->brought_before.erase(file.path.str()) == 0) return false;
      shared_->brought[file.path.str()] = false;
    }
    RUNSEAL_CHECK(copy(file));
    return true;
  }

  Result<> take_back() override {
    const std::lock_guard lock(shared_->mutex);
    std::vector<std::string> keys;
    for (const auto& [path, confirmed] : shared_->brought) keys.push_back(at_.final + path);
    RUNSEAL_CHECK(s3_remove(client_, keys));
    shared_->brought.clear();
    if (!shared_->brought_before.empty()) return {};  // the claim tells whose those are
    shared_->claimed = false;
    return s3_remove(client_, at_.claim);
  }

  Result<> publish() override {
    RUNSEAL_CHECK(claim_and_look({}));
    RUNSEAL_CHECK(still_ours());
    RUNSEAL_CHECK(write_seal_json());
    clear_home();
    const std::lock_guard lock(shared_->mutex);
    shared_->claimed = false;
    shared_->brought.clear();
    shared_->brought_before.clear();
    return {};
  }

  Result<> still_there() override { return {}; }
  void cut() override { client_.cut(); }

 private:
  [[nodiscard]] const std::string& top(Area area) const { return area == Area::arriving ? at_.tree : at_.final; }

  // S3 has no locks: the last one who came writes its token, and whoever finds another's there gives way.
  Result<> take_over() {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->taken_over) {
      RUNSEAL_CHECK(still_ours());
    } else {
      RUNSEAL_CHECK(s3_write(client_, at_.sender, shared_->token, S3Overwrite::yes));
    }
    shared_->taken_over = true;
    (void)s3_abort_uploads(client_, at_.tree);  // no reason to fail: they only take room
    return {};
  }

  Result<> still_ours() {
    RUNSEAL_TRY(const auto there, s3_read(client_, at_.sender));
    if (there == shared_->token) return {};
    return another_sends();
  }

  std::unexpected<Error> another_sends() {
    return fail(ErrorCode::conflict, "another runseal sends the same run to the same place", shown_path(at_.final),
                "let that one finish");
  }

  enum class Copied { no, perhaps, yes };

  // With the first copy the run's name is claimed: from here on, what stands under it is ours.
  Result<Copied> claim_and_look(const std::string& path) {
    const std::lock_guard lock(shared_->mutex);
    if (!shared_->claimed) RUNSEAL_CHECK(claim());
    const auto known = shared_->brought.find(path);
    if (known != shared_->brought.end()) return known->second ? Copied::yes : Copied::perhaps;
    return shared_->brought_before.contains(path) ? Copied::yes : Copied::no;
  }

  void note(const std::string& path, bool confirmed) {
    const std::lock_guard lock(shared_->mutex);
    shared_->brought[path] = confirmed;
  }

  Result<> claim() {
    RUNSEAL_CHECK(still_ours());
    RUNSEAL_TRY(const auto before, s3_read(client_, at_.claim));
    if (before && *before != at_.id) return another_sends();
    RUNSEAL_TRY(const auto standing, s3_list(client_, at_.final));
    const auto seal = at_.final + std::string(seal_json);
    for (const auto& object : standing) {
      if (!before || object.key == seal) return came_meanwhile(at_.final);
      auto path = object.key.substr(at_.final.size());
      if (path.starts_with(".runseal/"))
        shared_->brought[std::move(path)] = false;  // of an earlier seal: this attempt's is another
      else
        shared_->brought_before.insert(std::move(path));
    }
    if (!before) RUNSEAL_CHECK(write_claim());
    shared_->claimed = true;
    return {};
  }

  Result<> write_claim() {
    const auto how = shared_->keeps_to_condition ? S3Overwrite::no : S3Overwrite::yes;
    const auto written = s3_write(client_, at_.claim, at_.id, how);
    if (!written && written.error().code != ErrorCode::exists) return written;
    RUNSEAL_TRY(const auto there, s3_read(client_, at_.claim));
    return there == at_.id ? Result<>{} : another_sends();
  }

  Result<> write_seal_json() {
    const auto to = at_.final + std::string(seal_json);
    RUNSEAL_TRY(const auto seal, s3_read(client_, at_.tree + std::string(seal_json)));
    if (!seal) return another_sends();
    RUNSEAL_TRY(const auto there, s3_read(client_, to));
    if (there) return there == seal ? Result<>{} : came_meanwhile(to);  // the same: an earlier answer was lost
    const auto written = s3_write(client_, to, *seal, shared_->keeps_to_condition ? S3Overwrite::no : S3Overwrite::yes);
    if (!written && written.error().code == ErrorCode::exists) return came_meanwhile(to);
    return written;
  }

  void clear_home() {
    std::vector<std::string> keys{at_.claim};
    if (const auto left = s3_list(client_, at_.home))
      for (const auto& object : *left) keys.push_back(object.key);
    (void)s3_remove(client_, keys);
  }

  S3Client client_;
  S3Places at_;
  std::shared_ptr<S3Shared> shared_;
};

}  // namespace

S3Places s3_places(const std::string& prefix, const std::string& run, const std::string& owner) {
  const auto incoming = prefix + incoming_folder + '/';
  const auto id = short_hash(owner + '\n' + run);
  const auto home = incoming + id + '/';
  return {home, home + "tree/", home + "sender", incoming + "claim-" + short_hash(run), prefix + run + '/', id};
}

std::unique_ptr<SinkSession> s3_session(const S3Options& options, S3Places places, std::shared_ptr<S3Shared> shared) {
  return std::make_unique<S3Session>(options, std::move(places), std::move(shared));
}

}  // namespace runseal::transfer
