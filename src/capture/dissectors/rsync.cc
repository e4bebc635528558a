#include "capture/dissectors/rsync.h"

#include <algorithm>

#include "base/text.h"
#include "capture/dissectors/seen.h"
#include "capture/dissectors/shown_name.h"
#include "capture/dissectors/text_lines.h"
#include "capture/dissectors/unnamed.h"
#include "proto/rsync.h"
#include "proto/rsync_session.h"

namespace runseal::capture {
namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::size_t most_words = 256;
constexpr std::string_view says = "@RSYNCD: ";

class Rsync : public Dissector {
 public:
  explicit Rsync(const FlowContext& flow)
      : flow_(flow), lines_{TextLines(longest_line), TextLines(longest_line)}, readable_(flow.from_start) {}

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    if (!std::exchange(begun_, true)) first_ = at;
    last_ = at;
    moved_[index(from)].add(at, bytes.size() + missing);
    if (!readable_) return;
    if (from == Side::server && !open_)
      lines_[1].feed(bytes, [&](std::string_view line) { return on_server_line(line, at); });
    else if (from == Side::client)
      on_client_bytes(bytes, at);
    if (missing > 0) readable_ = false;
  }

  void gap(Side from, std::uint64_t bytes, Moment at) override {
    moved_[index(from)].add(at, bytes);
    lost_.add(at, bytes);
    if (!asked_) readable_ = false;
  }

  [[nodiscard]] bool writing() const override { return asked_ && !arguments_.to_client; }

  [[nodiscard]] FlowReport finish() override {
    FlowReport report;
    report.protocol = "rsync";
    report.version = version_;
    judge(report);
    modules_.tell(report, "rsync.modules");
    users_.tell(report, "rsync.users");
    listed_.tell_that(report, "rsync.modules-listed");
    of_a_list_.tell_that(report, "rsync.files-of-a-list");
    password_.tell_that(report, "rsync.password-asked");
    if (open_ && !password_.any()) report.facts["rsync.open-to-anybody"] = {true, first_.packet};
    moved_[1].tell(report, "rsync.bytes-to-client");
    moved_[0].tell(report, "rsync.bytes-to-server");
    lost_.tell(report, "rsync.bytes-not-seen");
    record();
    return report;
  }

  [[nodiscard]] std::size_t footprint() const override {
    return sizeof *this + lines_[0].footprint() + lines_[1].footprint() + words_size_ + modules_.footprint();
  }

 private:
  bool on_server_line(std::string_view line, Moment at) {
    if (!line.starts_with(says)) return true;  // the message of the day, or a list
    const auto word = line.substr(says.size());
    if (word.starts_with("OK")) {
      open_ = true;
      return false;
    }
    if (word.starts_with("AUTHREQD")) {
      password_.add(at);
      answering_ = true;
    } else if (word.starts_with("EXIT")) {
      readable_ = false;
    } else if (version_.empty()) {
      version_ = base::printable(word.substr(0, word.find(' ')), 20);
    }
    return true;
  }

  void on_client_bytes(ByteView bytes, Moment at) {
    while (!bytes.empty() && !asked_) {
      if (open_) return on_arguments(bytes, at);
      bytes = bytes.subspan(lines_[0].feed(bytes, [&](std::string_view line) {
        on_client_line(line, at);
        return false;
      }));
    }
  }

  void on_client_line(std::string_view line, Moment at) {
    if (line.starts_with(says)) return;  // its greeting
    if (std::exchange(answering_, false)) {
      users_.add(shown_name(line.substr(0, line.find(' '))), at);  // what stands behind it answers the challenge
    } else if (line == proto::rsync_list || line.empty()) {
      listed_.add(at);
    } else if (modules_.all().empty()) {
      module_ = shown_name(line.substr(0, 255));
      modules_.add(module_, at);
    }
  }

  // Words end with a zero byte since protocol 30, with a line's end before it; an empty one is the last. Where no "."
  // stands before it (--secluded-args), the rest follows in a list of its own, always with zero bytes.
  void on_arguments(ByteView bytes, Moment at) {
    for (const auto byte : bytes) {
      if (asked_) return;
      const char end = old_protocol() && !secluded_ ? '\n' : '\0';
      const char c = static_cast<char>(byte);
      if (c != end) {
        word_ += c;
        if (word_.size() > longest_line) readable_ = false;
        if (!readable_) return;
      } else if (word_.empty() && !secluded_ && std::ranges::find(words_, ".") == words_.end()) {
        secluded_ = true;
      } else if (word_.empty()) {
        asked_ = true;
        arguments_ = proto::parse_rsync_arguments(words_);
        if (arguments_.from_a_list) of_a_list_.add(at);
        words_.clear();
      } else if (words_.size() >= most_words) {
        readable_ = false;
        return;
      } else {
        words_size_ += word_.size() + sizeof(std::string);
        words_.push_back(std::exchange(word_, {}));
      }
    }
  }
  [[nodiscard]] bool old_protocol() const { return version_.size() >= 2 && version_ < "30"; }

  void judge(FlowReport& report) const {
    if (version_.empty() && modules_.all().empty())
      return grade_all(report, model::Protection::unknown, "rsync: the beginning of this connection was not seen");
    grade_all(
        report, model::Protection::absent,
        "An rsync daemon sends everything in clear, without any code that notices a change, and proves nothing of "
        "itself");
    report.idle = modules_.all().empty() && flow_.from_start && !lost_.any();
  }

  void record() {
    if (flow_.recorder == nullptr || !asked_) return;
    const bool one = arguments_.paths.size() == 1;
    for (const auto& path : arguments_.paths) exposed(shown_path(path), one);
    if (!one) exposed(common_folder() + unnamed_which, true);
  }

  // With its '/'; empty where they share none.
  [[nodiscard]] std::string common_folder() const {
    std::string folder;
    for (const auto& path : arguments_.paths) {
      const auto shown = shown_path(path);
      if (&path == &arguments_.paths.front()) folder = shown.substr(0, shown.rfind('/') + 1);
      while (!folder.empty() && !shown.starts_with(folder)) {
        folder.pop_back();
        folder.erase(folder.rfind('/') + 1);
      }
    }
    return folder;
  }

  [[nodiscard]] std::string shown_path(const std::string& path) const {
    auto shown = shown_name(path.substr(0, 2048));
    if (shown == module_) shown.clear();
    if (shown.starts_with(module_ + "/")) shown.erase(0, module_.size() + 1);
    return shown.empty() ? "/" : shown;  // the whole module
  }

  void exposed(const std::string& path, bool with_bytes) {
    const auto read = with_bytes && arguments_.to_client ? moved_[1].total() : 0;
    const auto written = with_bytes && !arguments_.to_client ? moved_[0].total() : 0;
    flow_.recorder->exposed(flow_.key, {module_, path, read, written, first_, last_, "rsync without TLS"});
  }

  const FlowContext& flow_;
  TextLines lines_[2];
  bool readable_;
  bool begun_ = false;
  bool open_ = false;       // the daemon let the client in
  bool answering_ = false;  // a challenge
  bool secluded_ = false;   // its first list of arguments is there, and a second one follows
  bool asked_ = false;      // all arguments are there
  std::string version_;
  std::string module_;
  std::string word_;
  std::vector<std::string> words_;
  std::size_t words_size_ = 0;
  proto::RsyncArguments arguments_;
  Tally moved_[2], lost_, listed_, password_, of_a_list_;
  Names modules_, users_;
  Moment first_, last_;
};

Match recognise(const Opening& opening) {
  const auto begins = [](ByteView bytes) {
    const auto front = base::as_text(bytes.first(std::min(bytes.size(), says.size())));
    if (!says.starts_with(front)) return Match::no;
    return front.size() == says.size() ? Match::yes : Match::more;
  };
  if (!opening.client.empty() && begins(opening.client) == Match::no) return Match::no;
  return begins(opening.client) == Match::yes ? Match::yes : begins(opening.server);
}

}  // namespace

DissectorKind rsync_kind() {
  return {"rsync", 6, {873}, recognise, [](const FlowContext& flow) -> std::unique_ptr<Dissector> {
            return std::make_unique<Rsync>(flow);
          }};
}

}  // namespace runseal::capture
