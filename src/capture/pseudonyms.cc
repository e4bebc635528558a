#include "capture/pseudonyms.h"

#include "base/mac.h"
#include "base/text.h"
#include "capture/dissectors/unnamed.h"
#include "capture/export_paths.h"
#include "capture/exposed_places.h"

namespace runseal::capture {
namespace {

// The ends of the ids of such facts. Whoever adds one adds it here.
constexpr std::string_view of_people_and_clients[] = {".user",     ".users",  ".bind-names", ".workstation",
                                                      ".machines", ".domain", ".initiators", ".paths"};

// Those of facts that hold a word of the sender's choice, and the words that are registered for it.
constexpr std::string_view of_free_words[] = {".login-schemes", ".upgrades"};
constexpr std::string_view registered_words[] = {
    "aws4-hmac-sha256", "basic", "bearer", "digest", "negotiate", "ntlm", "h2c", "tls/1.0", "websocket"};

bool ends_with_any(std::string_view id, std::span<const std::string_view> ends) {
  return std::ranges::any_of(ends, [&](std::string_view end) { return id.ends_with(end); });
}

class Pseudonyms {
 public:
  explicit Pseudonyms(ByteView key) : key_(key) {}

  [[nodiscard]] std::string of(const std::string& name) const {
    const auto mac = base::hmac_sha256(key_, base::as_bytes(name));
    const auto* mark = named_like_a_run(name) ? run_pseudonym : "~";  // a run folder is told as one all the same
    return mark + base::to_hex(ByteView(mac).first(6));
  }

  [[nodiscard]] std::string of_path(const std::string& path) const {
    std::string hidden;
    for (const auto& part : base::split(path, '/'))
      hidden += "/" + (part.empty() || part == "…" || is_unnamed(part) ? part : of(part));
    return hidden.substr(1);
  }

  // Names of shares, exports and modules stay, but for those of runs.
  [[nodiscard]] std::string of_place(const std::string& place) const {
    auto parts = base::split(place, '/');
    for (auto& part : parts)
      if (named_like_a_run(part)) part = of(part);
    return base::join(parts, "/");
  }

  [[nodiscard]] Places of_places(const Places& places) const {  // paths hold names of folders
    Places hidden;
    for (const auto& [name, seen] : places) hidden[is_path(name) ? of_path(name) : of_place(name)].add(seen);
    return hidden;
  }

  void hide_runs(Json& value) const {
    if (value.is_string()) value = of_place(value.get<std::string>());
    if (value.is_structured())
      for (auto& one : value) hide_runs(one);
  }

  void hide(Json& value, std::span<const std::string_view> but = {}) const {
    if (value.is_string()) {
      const auto text = value.get<std::string>();
      if (std::ranges::find(but, base::fold_case(text)) == but.end()) value = of_path(text);
    }
    if (!value.is_array()) return;
    for (auto& one : value) hide(one, but);
  }

 private:
  ByteView key_;
};

}  // namespace

bool names_somebody(std::string_view id) { return ends_with_any(id, of_people_and_clients); }

void pseudonymise(Report& report, ByteView key) {
  const Pseudonyms pseudonyms(key);
  for (auto& file : report.files) {
    file.what.path = pseudonyms.of_path(file.what.path);
    file.what.place = pseudonyms.of_place(file.what.place);
  }
  for (auto& folder : report.folders) {
    folder.path = pseudonyms.of_path(folder.path);
    folder.place = pseudonyms.of_place(folder.place);
  }
  for (auto& one : report.conversations) one.places = pseudonyms.of_places(one.places);
  for (auto& one : report.conversations)
    for (auto& [id, fact] : one.facts) {
      if (names_somebody(id))
        pseudonyms.hide(fact.value);
      else if (ends_with_any(id, of_free_words))
        pseudonyms.hide(fact.value, registered_words);
      else
        pseudonyms.hide_runs(fact.value);
    }
}

}  // namespace runseal::capture
