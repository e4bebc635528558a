#include "app/demo/stage.h"

#include <fmt/format.h>

namespace runseal::app {
namespace {
constexpr const char* marker = ".runseal-demo";
}

Result<Stage> Stage::open(const Context& context, const base::Path& folder) {
  auto& files = base::real_files();
  RUNSEAL_TRY(const bool there, files.exists(folder));
  if (there) {
    RUNSEAL_TRY(const bool ours, files.exists(folder / marker));
    RUNSEAL_TRY(const auto names, files.list(folder));
    if (!ours && !names.empty())
      return fail(ErrorCode::exists, "this folder is not from an earlier demonstration, so it is left alone",
                  folder.string(), "name another with --out");
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    if (error) return fail(base::system_error("cannot remove the earlier demonstration", folder, error.value()));
  }
  RUNSEAL_CHECK(files.make_directories(folder, 0755));
  Stage stage(context, std::filesystem::absolute(folder).lexically_normal());
  RUNSEAL_CHECK(base::write_durably(files, stage.folder_ / marker, {}, 0600));
  return stage;
}

Stage::Stage(Stage&& other) noexcept
    : context_(other.context_),
      folder_(std::exchange(other.folder_, {})),
      steps_(std::move(other.steps_)),
      keep_(other.keep_) {}

Stage::~Stage() {
  if (keep_ || folder_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
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
