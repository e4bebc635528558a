// The look of the form: one accent colour, four sizes, nothing under 8 points. And its words in one language.
#pragma once

#include <optional>

#include "model/case.h"
#include "notice/page.h"

namespace runseal::notice {

inline constexpr Colour accent{0.05, 0.29, 0.36}, ink{0.10, 0.11, 0.13}, grey{0.36, 0.38, 0.41}, hair{0.80, 0.83, 0.85},
    tint{0.925, 0.953, 0.960};

inline const Type heading1{19, true, accent}, heading2{10, true, accent}, body{9.5, false, ink}, strong{9.5, true, ink},
    label{9.5, false, grey}, small{8, false, grey}, small_ink{8, false, ink}, small_strong{8, true, ink},
    small_mono{8, false, ink, true};

// Phrases and dates of one reply. The first one that fails is kept, so that drawing reads without a check on each line.
class Tongue {
 public:
  Tongue(std::string language, std::string date_format);

  [[nodiscard]] std::string operator()(std::string_view key) const;
  [[nodiscard]] std::string date(const std::string& day) const;      // of YYYY-MM-DD
  [[nodiscard]] std::string instant(const std::string& at) const;    // "09.MAI.2024 09:30", in UTC
  [[nodiscard]] std::string or_none(const std::string& text) const;  // tamed; a dash for nothing
  [[nodiscard]] const std::string& language() const { return language_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  [[nodiscard]] std::string keep(Result<std::string> result) const;

  std::string language_;
  std::string date_format_;
  mutable std::optional<Error> error_;
};

void draw_section(Pages& pages, const std::string& heading);
void draw_field(Pages& pages, const std::string& name, const Words& value);

void draw_form(Pages& pages, const model::Reply& reply, const Tongue& say);
void draw_annex(Pages& pages, const model::Reply& reply, const Tongue& say);

}  // namespace runseal::notice
