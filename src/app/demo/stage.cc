#include "app/demo/stage.h"

#include <stdlib.h>

#include <cerrno>

#include <fmt/format.h>

namespace runseal::app {
namespace {
constexpr const char* marker = ".runseal-demo";

// The marker goes last, so that a folder that was cleared half way is known again.
Result<> clear(const base::Path& folder) {
  std::error_code error;
  std::vector<base::Path> inside;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().filename() != marker) inside.push_back(at->path());
  for (const auto& path : inside)
    if (!error) std::filesystem::remove_all(path, error);
  if (!error) std::filesystem::remove_all(folder, error);
  if (error) return fail(base::system_error("cannot remove the earlier demonstration", folder, error.value()));
  return {};
}

}  // namespace

Result<Stage> Stage::open(const Context& context, const base::Path& folder) {
  auto& files = base::real_files();
  RUNSEAL_TRY(const bool there, files.exists(folder));
  if (there) {
    RUNSEAL_TRY(const bool ours, files.exists(folder / marker));
    RUNSEAL_TRY(const auto names, files.list(folder));
    if (!ours && !names.empty())
      return fail(ErrorCode::exists, "this folder is not from an earlier demonstration, so it is left alone",
                  folder.string(), "name another with --out");
    RUNSEAL_CHECK(clear(folder));
  }
  RUNSEAL_CHECK(files.make_directories(folder, 0755));
  Stage stage(context, std::filesystem::absolute(folder).lexically_normal());
  std::string scratch = (std::filesystem::temp_directory_path() / "runseal-demo-XXXXXX").string();
  if (!::mkdtemp(scratch.data())) return fail(base::system_error("cannot make a temporary folder", scratch, errno));
  stage.scratch_ = scratch;
  RUNSEAL_CHECK(base::write_durably(files, stage.folder_ / marker, {}, 0600));
  return stage;
}

Stage::Stage(Stage&& other) noexcept
    : context_(other.context_),
      folder_(std::exchange(other.folder_, {})),
      scratch_(std::exchange(other.scratch_, {})),
      steps_(std::move(other.steps_)),
      keep_(other.keep_) {}

Stage::~Stage() {
  std::error_code ignored;
  if (!scratch_.empty()) std::filesystem::remove_all(scratch_, ignored);
  if (!keep_ && !folder_.empty()) (void)clear(folder_);
}

Result<> Stage::step(const std::string& title) {
  if (interrupted()) return fail(ErrorCode::cancelled, "stopped; nothing of the demonstration is left");
  steps_.push_back({{"step", title}, {"facts", Json::object()}});
  if (!quiet()) screen().heading(fmt::format("{}. {}", steps_.size(), title));
  return {};
}

void Stage::command(const std::string& line) {
  if (!quiet()) screen().line(screen().dim("   $ " + line));
}
void Stage::say(const std::string& text) {
  if (!quiet()) screen().paragraph(text, 3);
}
void Stage::good(const std::string& text) { say(screen().good("✓ ") + text); }
void Stage::bad(const std::string& text) { say(screen().bad("✗ ") + text); }
void Stage::verbatim(const std::string& text) {
  if (!quiet()) screen().verbatim(text, 6);
}
void Stage::fact(const std::string& name, const Json& value) { steps_.back()["facts"][name] = value; }

}  // namespace runseal::app
