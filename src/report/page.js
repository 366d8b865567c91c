(()=>{
const picked=new Set(),buttons=[...document.querySelectorAll('nav button')],said=document.getElementById('said');
const show=()=>{
document.body.classList.toggle('picked',picked.size>0);
let n=0;
for(const e of document.querySelectorAll('[data-k]')){const on=e.dataset.k.split('|').some(k=>picked.has(k));e.classList.toggle('on',on);n+=on}
for(const b of buttons)b.setAttribute('aria-pressed',picked.has(b.value));
said.textContent=picked.size?[...picked].join(', ')+': '+n+' marks and rows shown':'';
};
const toggle=k=>{if(!picked.delete(k))picked.add(k);show()};
for(const b of buttons)b.addEventListener('click',()=>toggle(b.value));
document.addEventListener('keydown',e=>{if(e.key==='Escape'){picked.clear();show()}});
document.addEventListener('click',e=>{const m=e.target.closest('svg [data-k]');if(!m)return;
const k=m.dataset.k.split('|').find(k=>buttons.some(b=>b.value===k));if(k)toggle(k)});
})();
