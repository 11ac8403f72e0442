// The search of a site of guides: an index made in the browser from search-data.js, so that it works from a disk.
(function () {
  "use strict";
  var box = document.getElementById("search");
  var list = document.getElementById("hits");
  if (!box || !window.MiniSearch || !window.GUIDES) return;
  var engine = new MiniSearch({
    fields: ["code", "name", "words"],
    storeFields: ["code", "name", "href"],
    searchOptions: {
      prefix: true,
      boost: { code: 8, name: 3 },
      // A code with one wrong digit is another code: only words are searched loosely.
      fuzzy: function (term) { return /^[a-z]\d/.test(term) ? false : 0.2; },
      combineWith: "AND"
    }
  });
  engine.addAll(window.GUIDES);
  function show() {
    var hits = box.value.trim() ? engine.search(box.value).slice(0, 30) : [];
    list.textContent = "";
    hits.forEach(function (hit) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      link.href = hit.href;
      link.textContent = hit.code;
      item.appendChild(link);
      item.appendChild(document.createTextNode(" " + hit.name));
      list.appendChild(item);
    });
    if (box.value.trim() && !hits.length) {
      var none = document.createElement("li");
      none.textContent = "Nothing found.";
      list.appendChild(none);
    }
  }
  box.addEventListener("input", show);
  if (location.hash.length > 1) box.value = decodeURIComponent(location.hash.slice(1));
  show();
})();
